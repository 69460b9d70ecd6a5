// Counts by Convene's clock, as the page brought it, whatever this device's clock says; speaks at milestones alone.

const SOON = 120;
let measured = performance.now();
let heard = { step: "", left: Infinity };

// The page has brought the time anew.
export function begun() {
  measured = performance.now();
  tick();
}

export function tick() {
  const clock = document.querySelector(".clock");
  if (!clock) return;
  const passed = (performance.now() - measured) * Number(clock.dataset.speed);
  const left = Math.round((Date.parse(clock.dataset.ends) - Date.parse(clock.dataset.now) - passed) / 1000);
  const time = `${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
  clock.textContent = left > 0 ? time : clock.dataset.over.replace("{time}", time);
  clock.classList.toggle("over", left <= 0);
  clock.classList.toggle("soon", left > 0 && left <= SOON);
  const whole = (Date.parse(clock.dataset.ends) - Date.parse(clock.dataset.began)) / 1000;
  const bar = document.querySelector("progress.passed");
  if (bar) bar.value = Math.min(1, Math.max(0, 1 - left / whole));
  speak(clock.dataset.step, left, whole);
}

function speak(step, left, whole) {
  const before = heard.step === step ? heard.left : left;
  heard = { step, left };
  const spoken = document.querySelector("#spoken");
  if (!spoken) return;
  const crossed = (mark) => before > mark && left <= mark;
  const { up, soon, half } = spoken.dataset;
  const words = crossed(0) ? up : whole > SOON && crossed(SOON) ? soon : crossed(whole / 2) ? half : "";
  if (words) spoken.textContent = words;
}
