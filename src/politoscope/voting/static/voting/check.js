// Looks for the ballot of this phone in the published list, and works its check number out again, here.

import {recall, receiptOf} from './receipt.js';

export async function mount(element) {
  const {poll, file} = element.dataset;
  const kept = recall(poll);
  if (!kept?.receipt) return say(element, element.dataset.textNone);
  try {
    const {closing} = await (await fetch(file)).json();
    const receipt = await receiptOf(poll, kept.nonce, kept.choices);
    const isThere = closing.receipts.includes(receipt);
    say(element, isThere ? element.dataset.textFound : element.dataset.textMissing, receipt);
    if (isThere) list(element, closing.topics, new Set(kept.choices.map(String)));
    else offerReport(element, receipt);
  } catch {
    say(element, element.dataset.textBroken);
  }
}

function say(element, text, receipt = '') {
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  element.replaceChildren(paragraph);
  if (!receipt) return;
  const code = document.createElement('code');
  code.className = 'bc-receipt';
  code.textContent = receipt;
  element.append(code);
}

// The look-up below says the same once more, and takes the complaint.
function offerReport(element, receipt) {
  const field = document.querySelector('input[name=number]');
  const button = document.createElement('button');
  const label = document.createElement('span');
  Object.assign(button, {type: 'button', className: 'kern-btn kern-btn--secondary'});
  Object.assign(label, {className: 'kern-label', textContent: element.dataset.textReport});
  button.append(label);
  button.addEventListener('click', () => {
    field.value = receipt;
    field.form.requestSubmit();
  });
  element.append(button);
}

function list(element, topics, marked) {
  const titles = document.createElement('ul');
  for (const topic of topics.filter(topic => marked.has(topic.id))) {
    const item = document.createElement('li');
    item.dir = 'auto';
    item.textContent = topic.title;
    titles.append(item);
  }
  element.append(titles);
}
