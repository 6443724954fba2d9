// Drop-down menus are <details class="dropdown">: one open at a time, closed by Escape or a click elsewhere.
"use strict";

(() => {
  const openMenus = () => document.querySelectorAll("details.dropdown[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
