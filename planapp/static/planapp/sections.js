// Sections of a page that take a while are asked for once it is there: [data-section] holds the address.
"use strict";

(async () => {
  for (const place of document.querySelectorAll("[data-section]")) {
    try {
      const answer = await fetch(place.dataset.section);
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      place.innerHTML = await answer.text();
    } catch {
      place.firstElementChild.textContent = "这一部分没有统计出来，请刷新页面再试。";
    }
  }
})();
