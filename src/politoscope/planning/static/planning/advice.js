// What placing the held card in a cell would do, written into the cell.

// A cell offers itself at once; what the server thinks of it follows.
export function offer(cell, words) {
  const button = hereButton('data-here', words.wordsHere);
  button.append(unseen(cell.dataset.label));
  cell.append(button);
}

export function show(cell, {slot, room, lines, level, is_best: isBest, is_swap: isSwap}, words) {
  cell.dataset.level = isBest ? 'best' : level;
  cell.dataset.advice = lines.map(line => line.text).join(' ');
  const button = cell.querySelector('[data-here]');
  if (!button) return; // dragged: the table must not jump
  const label = isBest ? words.wordsBest : level === 'warned' ? words.wordsAnyway : isSwap ? words.wordsSwap : words.wordsHere;
  button.replaceChildren(label, unseen(cell.dataset.label));
  button.disabled = level === 'impossible';
  const note = document.createElement('p');
  note.className = 'bc-board__advice';
  note.id = `advice-${slot}-${room}`;
  for (const {kind, text} of lines) {
    const line = document.createElement('span');
    line.className = `bc-board__line bc-board__line--${kind}`;
    line.textContent = text;
    note.append(line, ' ');
  }
  button.setAttribute('aria-describedby', note.id);
  button.after(note);
}

export function clear(board) {
  for (const made of board.querySelectorAll('.bc-board__here, .bc-board__advice')) made.remove();
  for (const cell of board.querySelectorAll('[data-cell]')) { delete cell.dataset.level; delete cell.dataset.advice; }
  for (const place of board.querySelectorAll('.bc-board__cell--over')) place.classList.remove('bc-board__cell--over');
}

export function hereButton(mark, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'bc-board__here';
  button.setAttribute(mark, '');
  button.textContent = label;
  return button;
}

function unseen(text) {
  const span = document.createElement('span');
  span.className = 'bc-unseen';
  span.textContent = ` ${text}`;
  return span;
}
