// The part of the keyboard walk that runs in the page: what can take the focus, how it looks without,
// and what happened at each press of Tab (WCAG 2.1.1, 2.1.2, 2.4.7, 2.4.11).
globalThis.keyboardWalk = (() => {
  const STOPS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], " +
    "[contenteditable=true], audio[controls], video[controls]";
  const INNER_STOPS = "input[type=date], input[type=time], input[type=datetime-local], input[type=month], audio, video";
  let stops, before, seen, last, repeated, findings;

  const name = element => element.outerHTML.replace(/\s+/g, " ").slice(0, 90);

  function appearance(element) {
    const drawn = [element, element.parentElement, element.nextElementSibling, ...(element.labels ?? [])];
    return drawn.filter(Boolean).flatMap(one => [null, "::before", "::after"].map(pseudo => {
      const style = getComputedStyle(one, pseudo);
      const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : style.outline;
      return [outline, style.boxShadow, style.borderColor, style.borderWidth, style.backgroundColor,
        style.textDecoration, style.color].join();
    })).join("|");
  }

  function coveredBy(element) {
    const box = element.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top) return null;
    const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isOwn = !found || element.contains(found) || found.contains(element) ||
      [...(element.labels ?? [])].some(label => label.contains(found));
    return isOwn ? null : found;
  }

  function begin() {
    document.activeElement?.blur?.();
    stops = [...document.querySelectorAll(STOPS)].filter(element => !element.matches(":disabled") &&
      element.tabIndex >= 0 && !element.closest("[inert]") && element.checkVisibility({visibilityProperty: true}));
    before = new Map(stops.map(element => [element, appearance(element)]));
    seen = new Set();
    findings = [];
    last = null;
    repeated = 0;
    return stops.length + 3 + 5 * stops.filter(element => element.matches(INNER_STOPS)).length;
  }

  function look() {
    const element = document.activeElement;
    if (!element || element === document.body) { last = null; return; }
    repeated = element === last && !element.matches(INNER_STOPS) ? repeated + 1 : 0;
    last = element;
    if (repeated === 3) findings.push("holds the focus (2.1.2): " + name(element));
    if (seen.has(element)) return;
    seen.add(element);
    for (const animation of document.getAnimations()) try { animation.finish(); } catch { /* endless */ }
    const cover = coveredBy(element);
    if (cover) findings.push(`has the focus behind ${name(cover)} (2.4.11): ${name(element)}`);
    if (before.get(element) === appearance(element)) findings.push("looks the same with focus (2.4.7): " + name(element));
  }

  function missed() {
    // Of a group of radio buttons one is a stop; it stands for all.
    return stops.filter(element => !seen.has(element) && element.type !== "radio" && element.isConnected);
  }

  return {begin, look, findings: () => [...findings, ...missed().map(one => "not reached by Tab (2.1.1): " + name(one))]};
})();
