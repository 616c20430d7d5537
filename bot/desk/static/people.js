// Find-as-you-type in the list of people. Without it the same form asks by a plain GET.
(() => {
  "use strict";
  const form = document.querySelector("[data-find]");
  let waiting, asked = 0;
  const find = async () => {
    const mine = ++asked;
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { headers: { "x-refresh": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("found").replaceWith(page.getElementById("found"));
    history.replaceState(null, "", address);
  };
  form?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 200);
  });
})();
