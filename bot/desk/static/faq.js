// Answers from the FAQ go into the reply box without a new page, behind what was typed there.
"use strict";
(() => {
  const reply = document.getElementById("reply");
  if (!reply) return;
  if (matchMedia("(max-width: 62rem)").matches) document.querySelector(".offers > details").open = location.search.includes("find=");

  const use = (link) => {
    const text = link.closest(".offer").querySelector("[data-answer]").textContent;
    const typed = reply.value.trimEnd();
    reply.value = typed ? `${typed}\n\n${text}` : text;
    link.closest(".prepared")?.removeAttribute("open");
    document.getElementById("mode-reply").checked = true;
    reply.focus();
    reply.setSelectionRange(reply.value.length, reply.value.length);
    reply.scrollTop = reply.scrollHeight;
    reply.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const find = async (form) => {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    address.hash = "";
    const answer = await fetch(address, { headers: { "X-Refresh": "1" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) { form.submit(); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = document.getElementById("found");
    found.replaceChildren(...page.getElementById("found").childNodes);
    found.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-use]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    use(link);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-find]")) return;
    event.preventDefault();
    find(event.target);
  });
})();
