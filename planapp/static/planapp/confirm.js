// Asks before harm: <button data-confirm="退回后由单位修改重报。确定退回？"> or the same on a form or link.
"use strict";

(() => {
  const refused = (element) => element && !window.confirm(element.dataset.confirm);

  document.addEventListener("click", (event) => {
    const element = event.target.closest("a[data-confirm], button[data-confirm], input[data-confirm]");
    if (refused(element)) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (refused(event.target.closest("form[data-confirm]"))) event.preventDefault();
  });
})();
