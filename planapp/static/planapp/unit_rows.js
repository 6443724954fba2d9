// Rows of units in a form: add one, take one away.
"use strict";

(() => {
  const addRow = (button) => {
    const rows = button.parentElement.querySelectorAll(".unit-row");
    const row = rows[rows.length - 1].cloneNode(true);
    row.querySelector("input").value = "";
    button.before(row);
    row.querySelector("input").focus();
  };

  const dropRow = (row) => {
    if (row.parentElement.querySelectorAll(".unit-row").length > 1) row.remove();
    else row.querySelector("input").value = "";
  };

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    const drop = event.target.closest("[data-drop-row]");
    if (add) addRow(add);
    if (drop) dropRow(drop.closest(".unit-row"));
  });
})();
