// The sum of a breakdown's targets while it is typed: <table data-whole="120" data-present="18" data-unit="亿元">.
"use strict";

(() => {
  const PLACES = 6;

  // Exact: figures are counted in millionths, as the database keeps them.
  const read = (text) => {
    const match = /^(-?)(\d*)(?:\.(\d{0,6}))?$/.exec(text.replace(/[,，\s]/g, ""));
    if (!match || !(match[2] || match[3])) return null;
    const amount = BigInt((match[2] || "0") + (match[3] || "").padEnd(PLACES, "0"));
    return match[1] ? -amount : amount;
  };

  const write = (amount, unit) => {
    const digits = String(amount < 0n ? -amount : amount).padStart(PLACES + 1, "0");
    const whole = digits.slice(0, -PLACES).replace(/\B(?=(\d{3})+$)/g, ",");
    const rest = digits.slice(-PLACES).replace(/0+$/, "");
    return `${amount < 0n ? "-" : ""}${whole}${rest && `.${rest}`}${unit && ` ${unit}`}`;
  };

  const how = document.querySelector("select[name=how]"); // only parts of a sum add up

  const tell = (table) => {
    const { whole, present, unit } = table.dataset;
    const parts = [...table.querySelectorAll("[data-part]")].map((input) => read(input.value));
    const sum = parts.reduce((total, part) => total + (part ?? 0n), read(present) ?? 0n);
    const difference = sum - (read(whole) ?? 0n);
    const word = difference > 0n ? "多" : "少";
    const told = how.value !== "sum" ? ["", ""] : [
      write(sum, unit),
      difference === 0n ? "与总目标相等" : `比总目标${word} ${write(difference < 0n ? -difference : difference, unit)}`,
    ];
    table.querySelector("[data-sum]").textContent = told[0];
    table.querySelector("[data-difference]").textContent = told[1];
  };

  for (const table of document.querySelectorAll("[data-whole]")) {
    tell(table);
    table.addEventListener("input", () => tell(table));
    how.addEventListener("change", () => tell(table));
  }
})();
