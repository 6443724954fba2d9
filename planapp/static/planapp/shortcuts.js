// "/" puts the cursor into the search field of the bar, "f" into that of the page's list; "?" lists the
// shortcuts. A page adds its own lines to the list with <template data-shortcut="j" data-meaning="下一条">
// </template>; a link with the same attributes is followed when its key is pressed.
"use strict";

(() => {
  const general = [["/", "全站搜索"], ["f", "在本页的列表中搜索"], ["?", "显示快捷键"], ["Esc", "关闭菜单或此窗口"]];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  const build = () => {
    const dialog = document.createElement("dialog");
    dialog.className = "shortcuts";
    const title = document.createElement("h2");
    title.textContent = "键盘快捷键";
    const list = document.createElement("dl");
    const own = [...document.querySelectorAll("[data-shortcut]")];
    for (const [key, meaning] of [
      ...own.map((line) => [line.dataset.shortcut, line.dataset.meaning]),
      ...general,
    ]) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd);
      const description = document.createElement("dd");
      description.textContent = meaning;
      list.append(term, description);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button";
    close.textContent = "关闭";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, close);
    document.body.append(dialog);
    return dialog;
  };

  const show = () => {
    const dialog = document.querySelector("dialog.shortcuts") || build();
    if (!dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts]")) show();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const fields = { "/": "[data-search-all]", f: "[data-search]" };
    if (event.key in fields) {
      const search = document.querySelector(fields[event.key]);
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?") {
      show();
    } else {
      document.querySelector(`a[data-shortcut="${CSS.escape(event.key)}"]`)?.click();
    }
  });
})();
