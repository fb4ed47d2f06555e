// From cell to cell by arrow: the next one that way in which the held card may be placed.

export function neighbour(cell, [right, down]) {
  let row = cell.parentElement;
  let place = [...row.querySelectorAll('[data-cell]')].indexOf(cell);
  for (let tries = 0; tries < 50; tries += 1) {
    place += right;
    if (down) do row = down > 0 ? row?.nextElementSibling : row?.previousElementSibling; while (row && !row.querySelector('[data-cell]'));
    const found = row?.querySelectorAll('[data-cell]')[place];
    if (!found) return null;
    const button = found.querySelector('[data-here]:not(:disabled)');
    if (button) return button;
  }
  return null;
}
