// The try-it page: sends forms without leaving the page, and shows what arrives.
"use strict";

const RETRY_MS = 5000;
const root = document.documentElement;
const narrow = matchMedia("(max-width: 1179px)");
let cursor = document.body.dataset.cursor;

root.classList.remove("no-js");
const guide = document.querySelector(".guide");
if (narrow.matches) guide.open = false;

const devices = new Map();
for (const device of document.querySelectorAll(".device")) devices.set(device.dataset.phone, device);

// Threads

const toEnd = (thread) => { thread.scrollTop = thread.scrollHeight; };
const isAtEnd = (thread) => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;

// A message longer than the screen is read from its beginning.
function reveal(thread, bubble) {
  toEnd(thread);
  const top = bubble.offsetTop - thread.offsetTop - 10;
  if (top < thread.scrollTop) thread.scrollTop = top;
}

function show(news) {
  const device = devices.get(news.phone);
  if (!device) return;
  const thread = device.querySelector(".thread");
  const made = document.createElement("template");
  made.innerHTML = news.html.trim(); // made and escaped by our own server
  const bubble = made.content.firstElementChild;
  const old = thread.querySelector(`[data-key="${CSS.escape(news.key)}"]`);
  if (old && old.outerHTML === bubble.outerHTML) return;
  const follow = isAtEnd(thread) || (!old && bubble.classList.contains("from-person"));
  for (const picture of bubble.querySelectorAll("img")) {
    picture.loading = "eager"; // it is in view, and the thread waits for its height
    picture.addEventListener("load", () => follow && toEnd(thread), { once: true });
  }
  if (old) {
    old.replaceWith(bubble);
    if (follow) toEnd(thread);
    return;
  }
  const later = [...thread.querySelectorAll(".bubble")].find((one) => Number(one.dataset.at) > news.at);
  thread.insertBefore(bubble, later || thread.querySelector(".empty"));
  bubble.classList.add("new");
  if (follow) reveal(thread, bubble);
  mark(device.closest(".pane"), !bubble.classList.contains("from-person"));
}

// A dot on the tab of a phone that is not in view

function mark(pane, isNews) {
  const input = document.getElementById(`show-${pane.id}`);
  if (isNews && narrow.matches && !input.checked) {
    document.querySelector(`label[for="${input.id}"]`).classList.add("news");
  }
}

document.querySelector(".stage").addEventListener("change", (event) => {
  if (!event.target.classList.contains("switch")) return;
  document.querySelector(`label[for="${event.target.id}"]`).classList.remove("news");
  document.querySelector(".stage").scrollIntoView();
  const thread = document.querySelector(`#${event.target.value} .thread`);
  if (thread) toEnd(thread);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-show]");
  if (!link) return;
  event.preventDefault();
  if (narrow.matches) document.getElementById(`show-${link.dataset.show}`).click();
  else document.querySelector(`#${link.dataset.show} iframe`).focus();
});

// Sending

function complain(device, sentence) {
  const fault = device.querySelector(".fault");
  const thread = device.querySelector(".thread");
  const follow = isAtEnd(thread);
  fault.textContent = sentence;
  fault.hidden = !sentence;
  if (follow) toEnd(thread);
}

// A sample, an example or an answer goes alone: what is being written stays where it is.
function bodyOf(form, button) {
  if (!button || !button.name) return new FormData(form);
  const body = new FormData();
  for (const hidden of form.querySelectorAll("input[type=hidden]")) body.append(hidden.name, hidden.value);
  body.append(button.name, button.value);
  return body;
}

async function post(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const device = form.closest(".device");
  const whole = !button || !button.name;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: bodyOf(form, button), headers: { "X-Try-It": "1" },
    });
    if (answer.ok && whole) {
      form.reset();
      form.querySelectorAll("textarea").forEach(grow);
    }
    const nothing = answer.status === 422;
    const sentence = answer.status < 500 ? await answer.text() : "That did not work. Try again in a moment.";
    complain(device, answer.ok || nothing ? "" : sentence);
  } catch {
    complain(device, "The helpdesk cannot be reached. Nothing is lost: send it again in a moment.");
  } finally {
    delete form.dataset.busy;
    form.querySelectorAll(".more").forEach((more) => { more.open = false; });
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-post]")) return;
  event.preventDefault();
  post(event.target, event.submitter);
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.files.length) return;
  const device = input.closest(".device");
  if (input.files[0].size > Number(input.dataset.limit)) {
    complain(device, "This file is larger than 20 MB. Choose a smaller one.");
    input.value = "";
    return;
  }
  input.form.requestSubmit();
});

// Writing

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 120)}px`;
}

for (const area of document.querySelectorAll("textarea")) {
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (area.value.trim()) area.form.requestSubmit();
  });
}

document.addEventListener("click", (event) => {
  for (const more of document.querySelectorAll(".more[open]")) {
    if (!more.contains(event.target)) more.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const more of document.querySelectorAll(".more[open]")) more.open = false;
});

// Live

function listen() {
  const asked = new URLSearchParams([...devices.keys()].map((phone) => ["phone", phone]));
  asked.set("after", cursor);
  const line = document.querySelector(".line");
  const events = new EventSource(`/try/events?${asked}`);
  events.addEventListener("bubble", (event) => {
    cursor = event.lastEventId;
    show(JSON.parse(event.data));
  });
  events.addEventListener("open", () => { line.hidden = true; });
  events.addEventListener("error", () => {
    line.hidden = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  });
}

for (const thread of document.querySelectorAll(".thread")) toEnd(thread);
listen();
