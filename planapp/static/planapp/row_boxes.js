// select2 names a box by what is chosen in it; here by the label of its field as well.
"use strict";

(() => {
  const wordsFor = (select) =>
    select.getAttribute("aria-label") || (select.labels[0] ? select.labels[0].textContent.trim() : "");

  const name = (select) => {
    const box = select.parentElement.querySelector(".select2 [role=combobox]");
    if (!box || box.id) return;
    box.id = `${select.id}-box`;
    box.setAttribute("aria-label", wordsFor(select));
    box.setAttribute("aria-labelledby", `${box.id} ${box.getAttribute("aria-labelledby")}`);
  };

  const nameAll = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) name(select);
  };

  // After Django's own script has made the boxes: it does so where jQuery finds the page ready.
  django.jQuery(nameAll);
  document.addEventListener("formset:added", nameAll);

  django.jQuery(document).on("select2:open", (event) => {
    const search = document.querySelector(".select2-container--open .select2-search__field");
    if (search) search.setAttribute("aria-label", `查找${wordsFor(event.target)}`);
  });
})();
