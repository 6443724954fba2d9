// A figure of the text goes into the grid at once; without this the same button asks the server.
"use strict";

(() => {
  const filled = (button) => {
    const row = document.getElementById(`row-${button.dataset.row}`);
    const field = (name) => row.querySelector(`[name="i${button.dataset.row}-${name}"]`);
    for (const name of ["base_year", "base_value", "base_source"]) field(name).value = button.dataset[name];
    if (!field("value_unit").value) field("value_unit").value = button.dataset.value_unit;
    row.classList.add("filled");
    row.scrollIntoView({ block: "center" });
    field("base_value").focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=use_fact]");
    if (!button) return;
    const agree = button.closest("tr").querySelector("[name=agree]");
    event.preventDefault();
    if (agree && !agree.checked) {
      agree.setCustomValidity("口径不同，请先核对并勾选。");
      agree.reportValidity();
      agree.addEventListener("change", () => agree.setCustomValidity(""), { once: true });
      return;
    }
    filled(button);
  });
})();
