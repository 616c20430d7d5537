// Notifications of the browser when somebody waits; asked for by a button, without personal data.
"use strict";
(() => {
  if (!("Notification" in window)) return;
  const button = document.querySelector("[data-allow-alerts]");
  const seen = () => Number(localStorage.getItem("alert") ?? 0);
  const offer = () => { if (button) button.hidden = Notification.permission !== "default"; };
  button?.addEventListener("click", async () => {
    await Notification.requestPermission();
    offer();
    const word = document.querySelector(`[data-alerts-${Notification.permission}]`);
    if (word) word.hidden = false;
  });
  offer();

  // every open page of the desk hears of an alert: the first one shows it
  addEventListener("desk-alert", (event) => {
    const alert = JSON.parse(event.detail);
    if (alert.id <= seen()) return;
    localStorage.setItem("alert", alert.id);
    if (Notification.permission !== "granted") return;
    const shown = new Notification(alert.title, { body: alert.body, tag: alert.link, renotify: true });
    shown.onclick = () => { window.focus(); location.href = alert.link; shown.close(); };
  });
})();
