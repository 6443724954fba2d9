// The box in a table's head ticks all below it: <input type="checkbox" data-pick-all hidden>; the
// number of ticked ones is written into [data-picked]. Without this file each is ticked by hand.
"use strict";

(() => {
  const boxes = (form) => [...form.querySelectorAll('input[type="checkbox"][name="chosen"]')];

  const count = (form) => {
    const all = boxes(form);
    const picked = all.filter((box) => box.checked).length;
    const head = form.querySelector("[data-pick-all]");
    if (head) {
      head.checked = picked > 0 && picked === all.length;
      head.indeterminate = picked > 0 && picked < all.length;
    }
    for (const place of form.querySelectorAll("[data-picked]")) place.textContent = picked ? `已选 ${picked} 项` : "";
  };

  for (const head of document.querySelectorAll("[data-pick-all]")) {
    head.hidden = false;
    head.form.addEventListener("change", (event) => {
      if (event.target === head) for (const box of boxes(head.form)) box.checked = head.checked;
      count(head.form);
    });
    count(head.form);
  }
})();
