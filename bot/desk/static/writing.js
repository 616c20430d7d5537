// Says that somebody types here, and shows who else does.
"use strict";
(() => {
  const box = document.querySelector("#reply"), line = document.querySelector("[data-writing]");
  if (!box || !line) return;
  const AGAIN = 4000;
  let told = 0;
  const tell = (typing) => {
    told = typing ? Date.now() : 0;
    const body = new URLSearchParams({ csrf: box.form.elements.csrf.value, writing: typing ? "1" : "" });
    fetch(line.dataset.writing, { method: "POST", body, keepalive: true }).catch(() => {});
  };
  const stop = () => { if (told) tell(false); };
  box.addEventListener("input", () => {
    if (!box.value.trim()) stop();
    else if (Date.now() - told > AGAIN) tell(true);
  });
  box.addEventListener("blur", stop);
  box.form.addEventListener("submit", stop);
  document.addEventListener("desk:changed", (event) => {
    const names = event.detail.writing ?? [];
    const words = names.length > 1 ? line.dataset.several : line.dataset.one;
    line.hidden = !names.length;
    line.textContent = names.length ? words.replace("{name}", names.map((one) => `\u2068${one}\u2069`).join(", ")) : "";
  });
})();
