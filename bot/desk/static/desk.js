// Live updates, keys and small comforts. Every page works without this file.
"use strict";
(() => {
  const page = document.body, all = (what, root = document) => [...root.querySelectorAll(what)];
  const one = (what, root = document) => root.querySelector(what);
  const title = document.title;
  let waiting = null, unseen = 0, mark = page.dataset.mark, timer = null, ended = false;

  // -- what the stream says -------------------------------------------------------------------
  const showTitle = () => {
    const number = unseen || (document.hidden ? waiting : 0);
    document.title = number ? `(${number}) ${title}` : title;
  };
  const atEnd = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
  const toEnd = () => window.scrollTo({ top: document.documentElement.scrollHeight });

  const addMessage = (html) => {
    const thread = one("[data-thread]");
    const entry = new DOMParser().parseFromString(html, "text/html").querySelector("li");
    if (!thread || !entry || document.getElementById(entry.id)) return;
    const stay = atEnd();
    entry.classList.add("new");
    thread.append(entry);
    if (stay) toEnd();
    if (document.hidden) { unseen += 1; showTitle(); }
  };

  const refresh = async () => {
    timer = null;
    const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const stay = one("[data-thread]") && atEnd();
    for (const old of all("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (!now || one("details.menu[open]", old) || old.contains(document.activeElement)) continue;
      if (now.innerHTML !== old.innerHTML) old.replaceWith(now);
    }
    mark = fresh.body.dataset.mark;
    if (stay) toEnd();
    pick(all("[data-line]").findIndex((line) => line.id === chosen));
  };
  const soon = () => { timer ??= setTimeout(refresh, 250); };

  let known = null;
  const changed = (news) => {
    let moved = known !== null; // or before the stream began: the page shows other numbers
    for (const [name, count] of Object.entries(news.counts)) {
      for (const place of all(`[data-count="${name}"]`)) {
        if (place.textContent !== String(count)) moved = true;
        place.textContent = count;
        if (place.classList.contains("count")) place.hidden = !count;
      }
    }
    waiting = news.counts.waiting;
    const counts = JSON.stringify(news.counts);
    const list = one("#lines");
    if (moved && list && !one("input:focus", list)) soon();
    if (news.mark && news.mark !== mark) soon();
    known = counts;
    showTitle();
    document.dispatchEvent(new CustomEvent("desk:changed", { detail: news }));
  };

  const listen = () => {
    if (!window.EventSource || !page.dataset.events) return;
    const stream = new EventSource(page.dataset.events);
    const offline = one("[data-offline]");
    stream.onopen = () => { offline.hidden = true; };
    stream.onerror = () => { offline.hidden = ended; };
    stream.addEventListener("message", (event) => addMessage(event.data));
    stream.addEventListener("changed", (event) => changed(JSON.parse(event.data)));
    stream.addEventListener("alert", (event) => dispatchEvent(new CustomEvent("desk-alert", { detail: event.data })));
    stream.addEventListener("gone", () => {
      ended = true;
      stream.close();
      const notice = one("[data-gone]");
      if (notice) { notice.hidden = false; notice.scrollIntoView({ block: "center" }); }
    });
    addEventListener("pagehide", () => stream.close());
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) unseen = 0;
    showTitle();
  });

  // -- keys -----------------------------------------------------------------------------------
  let current = -1, chosen = "";
  const pick = (index, move = false) => {
    const lines = all("[data-line]");
    current = Math.min(index, lines.length - 1);
    chosen = lines[current]?.id ?? "";
    lines.forEach((line, place) => line.classList.toggle("at", place === current));
    if (move && current >= 0) {
      one("a", lines[current]).focus({ preventScroll: true });
      lines[current].scrollIntoView({ block: "nearest" });
    }
  };
  // in a list, keys are for the chosen line: whatever is done there is done on its page
  const open = (what) => {
    const link = chosen && one(`#${chosen} a`);
    if (link) location.href = link.href.replace(/#.*|$/, `#${what}`);
  };
  const write = (kind) => {
    const mode = one(`#mode-${kind}`);
    if (!mode) return open(kind);
    mode.checked = true;
    one(`#${kind}`).focus();
  };
  const keys = {
    j: () => pick(current + 1, true),
    k: () => pick(Math.max(current - 1, 0), true),
    c: () => one(one("[data-line]") ? `.line.at [data-key=c]` : "[data-key=c]")?.click(),
    r: () => write("reply"),
    n: () => write("note"),
    e: () => { const menu = one("details[data-key=e]"); if (menu) { menu.open = true; one("button", menu).focus(); } else open("close"); },
    "/": () => { const box = one("[data-search]"); if (box) box.focus(); else location.href = "/desk/"; },
    "?": () => one("[data-keys]").showModal(),
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (event.key === "Escape") { event.target.blur(); all("details.menu[open]").forEach((menu) => { menu.open = false; }); return; }
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter" && event.target.form?.matches("[data-once]")) event.target.form.requestSubmit();
      return;
    }
    if (typing || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  const button = one("[data-show-keys]");
  if (button) { button.hidden = false; button.addEventListener("click", keys["?"]); }

  // -- comforts -------------------------------------------------------------------------------
  for (const form of all("[data-once]")) {
    form.addEventListener("submit", () => all("button", form).forEach((press) => { press.disabled = true; }));
  }
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  one(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  if (one("[data-thread]")) {
    history.scrollRestoration = "manual";
    if (matchMedia("(max-width: 62rem)").matches) all(".card > details").forEach((card) => { card.open = false; });
    const small = matchMedia("(max-width: 62rem)").matches;
    const start = small ? one("[data-start]").dataset.start : "end";
    if (location.hash === "#end" || (!location.hash && start === "end")) toEnd();
  }
  one("[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());
  const file = one("input[type=file]");
  file?.addEventListener("change", () => {
    const chosen = file.files[0], line = one("[data-chosen]");
    const tooLarge = chosen && chosen.size > Number(file.dataset.largest);
    file.setCustomValidity(tooLarge ? file.dataset.tooLarge : "");
    line.hidden = !chosen;
    line.textContent = tooLarge ? file.dataset.tooLarge : chosen?.name ?? "";
    file.closest("label").classList.toggle("full", Boolean(chosen));
  });
  const draft = one("#reply");
  if (draft) {
    const key = `draft:${location.pathname}`;
    if (!draft.value) draft.value = sessionStorage.getItem(key) ?? "";
    draft.addEventListener("input", () => sessionStorage.setItem(key, draft.value));
    draft.form.addEventListener("submit", () => sessionStorage.removeItem(key));
  }
  const asked = { "#reply": "r", "#note": "n", "#close": "e" }[location.hash];
  if (asked && one("[data-thread]")) keys[asked]();
  listen();
})();
