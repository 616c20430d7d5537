// Speak a text in the browser, where it makes a sound that phones play. Without it a file is chosen.
"use strict";
(() => {
  const KINDS = { "audio/ogg;codecs=opus": "ogg", "audio/mp4;codecs=mp4a.40.2": "m4a" };
  if (!window.MediaRecorder || !navigator.mediaDevices) return;
  const kind = Object.keys(KINDS).find((one) => MediaRecorder.isTypeSupported(one));
  if (!kind) return;

  let running = null;
  const start = async (form, button) => {
    const line = form.querySelector("[data-recorded]");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) { line.textContent = button.dataset.refused; return; }
    const parts = [], began = Date.now();
    const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      const chosen = new DataTransfer();
      chosen.items.add(new File(parts, `spoken.${KINDS[kind]}`, { type: kind }));
      form.querySelector("input[type=file]").files = chosen.files;
      const seconds = Math.max(1, Math.round((Date.now() - began) / 1000));
      line.textContent = button.dataset.done.replace("{seconds}", seconds);
      button.textContent = button.dataset.start;
      button.removeAttribute("aria-pressed");
      running = null;
    };
    recorder.start();
    running = { recorder, button };
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    line.textContent = button.dataset.running;
  };

  document.querySelectorAll("[data-record]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const mine = running?.button === button;
      running?.recorder.stop();
      if (!mine) start(button.form, button);
    });
  });
})();
