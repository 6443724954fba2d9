// Quick review of a draft: keys, the same item marked on both sides, decisions without a new page.
// Everything here is a shortcut of a form or link that works without it.
"use strict";

(() => {
  const root = document.getElementById("review");
  if (!root) return;
  const editable = root.dataset.editable === "yes";
  const HIDE_AFTER = 4000; // milliseconds that a notice stays
  const by = (id) => document.getElementById(id);
  const cards = () => [...document.querySelectorAll("#draft-cards .item")];
  const cardOf = (item) => by(`c${item}`);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  let chosen = null;
  let selection = null; // {start, end} in characters of the text
  let busy = false;

  // Notices

  let timer = 0;
  const say = (words) => {
    const line = document.querySelector(".review-said");
    line.textContent = words;
    clearTimeout(timer);
    timer = setTimeout(() => { line.textContent = ""; }, HIDE_AFTER);
  };

  // One item, marked on both sides

  const piecesWithin = (from, to) =>
    [...by("draft-text").querySelectorAll("[data-start]")].filter(
      (piece) => Number(piece.dataset.start) >= from && Number(piece.dataset.start) < to,
    );

  const center = (pane, element) => {
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    pane.scrollTop += box.top - frame.top - frame.height / 4;
  };

  const choose = (card, { focus = true } = {}) => {
    for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
    chosen = card ? card.dataset.item : null;
    if (!card) return;
    card.classList.add("chosen");
    if (focus) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    const pieces = piecesWithin(Number(card.dataset.from), Number(card.dataset.to));
    for (const piece of pieces) piece.classList.add("chosen");
    if (pieces.length) center(by("draft-text"), pieces[0]);
    history.replaceState(null, "", `#${card.id}`);
  };

  const step = (by_, fits = () => true) => {
    const all = cards();
    const at = all.findIndex((card) => card.dataset.item === chosen);
    const way = by_ > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
    const next = way.find(fits);
    if (next) choose(next);
    return next;
  };
  const isPending = (card) => card.classList.contains("pending");
  const isDoubtful = (card) => card.classList.contains("doubtful");
  const around = (fits) => {
    const next = step(1, fits) || cards().find(fits);
    if (next) choose(next);
    return next;
  };

  // Talking to the server

  const fetchPart = async (url, options = {}) => {
    const headers = { "X-Requested-With": "fetch" };
    const response = await fetch(url, { ...options, headers, credentials: "same-origin" });
    if (response.redirected) throw new Error("登录已失效"); // a part never leads elsewhere
    if (!response.ok) throw new Error(`${response.status}`);
    const kind = response.headers.get("Content-Type") || "";
    return kind.startsWith("application/json") ? response.json() : response.text();
  };

  const parse = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content;
  };

  const redraw = async (item) => {
    const response = await fetch(location.pathname + location.search, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["review-head", "draft-text", "draft-items"]) {
      const scroll = by(id).scrollTop;
      by(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
      by(id).scrollTop = scroll;
    }
    choose(cardOf(item) || cards()[0]);
  };

  const take = (answer) => {
    const old = cardOf(answer.item);
    const card = parse(answer.card).firstElementChild;
    if (old) old.replaceWith(card);
    by("review-head").innerHTML = answer.head;
    for (const piece of document.querySelectorAll(`.piece[data-item="${answer.item}"]`)) {
      piece.classList.toggle("pending", answer.decision === "pending");
      piece.classList.toggle("rejected", answer.decision === "rejected");
    }
    choose(card);
    if (answer.refusal || answer.decision === "pending") return;
    if (!around(isPending)) say("这里的条目都已决定。");
  };

  const send = async (form, button) => {
    if (busy) return;
    busy = true;
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    const url = (button && button.getAttribute("formaction")) || form.getAttribute("action");
    try {
      const answer = await fetchPart(url, { method: "POST", body: data });
      if (typeof answer === "string") openIn(form.parentElement, answer);
      else if (answer.reload) await redraw(answer.item);
      else take(answer);
    } catch (error) {
      say(`没有保存成功（${error.message}），请检查网络或重新登录后再试。`);
    } finally {
      busy = false;
    }
  };

  const openIn = (place, html) => {
    place.replaceChildren(parse(html));
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
    const field = place.querySelector("[aria-invalid=true]") ||
      place.querySelector("input:not([type=hidden]), select, textarea, button");
    if (field) field.focus();
  };

  const openForm = async (url, place) => {
    try {
      const answer = await fetchPart(url);
      if (typeof answer === "string") openIn(place, answer);
      else if (answer.reload) location.reload();
      else take(answer);
    } catch (error) {
      say(`打不开（${error.message}），请刷新后再试。`);
    }
  };

  const close = (place) => {
    place.hidden = true;
    place.replaceChildren();
    if (chosen) choose(cardOf(chosen));
  };

  // Marking text

  const offsetAt = (node, offset) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!piece) return null;
    const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, offset) : "";
    return Number(piece.dataset.start) + [...before].length; // characters, not code units
  };

  const readSelection = () => {
    const bar = by("review-select");
    if (!bar) return;
    const marked = getSelection();
    const inText = marked.rangeCount && !marked.isCollapsed &&
      by("draft-text").contains(marked.getRangeAt(0).commonAncestorContainer);
    bar.hidden = true;
    selection = null;
    if (!inText) return;
    const range = marked.getRangeAt(0);
    const start = offsetAt(range.startContainer, range.startOffset);
    const end = offsetAt(range.endContainer, range.endOffset);
    if (start === null || end === null || start >= end) return;
    selection = { start, end };
    const card = chosen && cardOf(chosen);
    bar.querySelector("[data-split-here]").hidden = !(card && card.dataset.kind !== "indicator" &&
      !card.classList.contains("rejected") &&
      Number(card.dataset.from) < start && start < Number(card.dataset.to));
    const box = range.getBoundingClientRect();
    bar.hidden = false;
    const top = Math.min(box.bottom + 6, innerHeight - bar.offsetHeight - 6);
    bar.style.top = `${Math.max(top, 56)}px`;
    bar.style.left = `${Math.min(Math.max(box.left, 8), innerWidth - bar.offsetWidth - 8)}px`;
  };

  const endSelection = () => {
    getSelection().removeAllRanges();
    by("review-select").hidden = true;
  };

  const addFromSelection = (kind) => {
    const query = new URLSearchParams({ kind, ...selection, back: root.dataset.back });
    endSelection();
    openForm(`${root.dataset.add}?${query}`, by("draft-panel"));
  };

  const splitAtSelection = () => {
    const form = cardOf(chosen).querySelector("form");
    const link = cardOf(chosen).querySelector("[data-split]");
    const button = document.createElement("button");
    button.name = "offset";
    button.value = selection.start;
    button.setAttribute("formaction", link.getAttribute("href").split("?")[0]);
    endSelection();
    send(form, button);
  };

  // What the hand does

  const actions = [
    ["[data-add-kind]", (target) => addFromSelection(target.dataset.addKind)],
    ["[data-split-here]", () => splitAtSelection()],
    ["[data-cancel]", (target) => close(target.closest(".item-form, #draft-panel"))],
    ["[data-form]", (target) => {
      const card = target.closest(".item");
      choose(card, { focus: false });
      target.closest("details")?.removeAttribute("open");
      openForm(target.href, card.querySelector(".item-form"));
    }],
    ["[data-show]", (target) => choose(target.closest(".item"))],
    ["[data-next-doubtful]", (target) => around(isDoubtful) || location.assign(target.href)],
    [".review-toc a", (target) => {
      by("draft-text").scrollTop += by(target.hash.slice(1)).getBoundingClientRect().top -
        by("draft-text").getBoundingClientRect().top - 12;
      target.closest("details").open = false;
    }],
  ];

  document.addEventListener("click", (event) => {
    for (const [selector, act] of actions) {
      const target = event.target.closest(selector);
      if (target) {
        event.preventDefault();
        act(target);
        return;
      }
    }
    const fact = event.target.closest("button[data-start]");
    const piece = event.target.closest(".piece[data-item]");
    const card = event.target.closest(".item");
    if (fact) {
      const before = [...by("draft-text").querySelectorAll("[data-start]")].filter(
        (one) => Number(one.dataset.start) <= Number(fact.dataset.start));
      center(by("draft-text"), before[before.length - 1]);
    } else if (piece && getSelection().isCollapsed) {
      if (cardOf(piece.dataset.item)) choose(cardOf(piece.dataset.item));
      else say("这一条不在当前筛选之内。");
    } else if (card && !event.target.closest("button, summary, .item-form")) {
      choose(card, { focus: getSelection().isCollapsed });
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.closest("#draft-items")) return;
    if (event.target.method === "get") return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  document.addEventListener("mouseup", () => editable && setTimeout(readSelection));

  // What the keys do

  const press = (selector) => {
    const card = chosen && cardOf(chosen);
    const target = card && card.querySelector(selector);
    if (target) target.click();
    return target;
  };

  const keys = {
    j: () => step(1) || (chosen === null && choose(cards()[0])),
    k: () => step(-1),
    n: () => around(isDoubtful) || say("没有存疑的待定条目。"),
    Enter: () => press("[name=accept]") || step(1),
    e: () => press(".item-buttons > [data-form]"),
    x: () => press("[name=reject]"),
    u: () => press("[name=reopen]"),
    m: () => press("[data-with=next]"),
    s: () => press("[data-split]"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      const place = event.target.closest(".item-form, #draft-panel");
      if (place) close(place);
      return;
    }
    if (typing(event.target) || !keys[event.key]) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    event.preventDefault();
    keys[event.key]();
  });

  const first = location.hash.startsWith("#c") && by(location.hash.slice(1));
  const start = first || cards().find(isPending) || cards()[0];
  if (start) choose(start, { focus: Boolean(first) || editable });
})();
