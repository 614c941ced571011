// @ts-check
"use strict";

/** Tells the size of a file that is too large before it is sent; the server tells it too, after minutes. */

(() => {
  const input = document.getElementById("import-file");
  if (!(input instanceof HTMLInputElement)) {
    return;
  }
  const sentence = input.dataset.tooLarge ?? "";
  input.addEventListener("change", () => {
    const size = input.files?.[0]?.size ?? 0;
    input.setCustomValidity(size > Number(input.dataset.limit) ? sentence : "");
    input.reportValidity();
  });
})();
