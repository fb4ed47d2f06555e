// Offers the device's own menu for sharing: no button of somebody else, no tracker.

export function offerSharing(element) {
  const button = element.querySelector('[data-share]');
  if (!button || !navigator.share) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    navigator.share({title: button.dataset.title, url: button.dataset.share}).catch(() => {}); // closed without a choice
  });
}
