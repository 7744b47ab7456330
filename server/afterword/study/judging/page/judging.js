/** The page of a blind comparison: shows a pair, takes a verdict by key or click, and goes on.
 *
 * A verdict is sent when there is a choice and a reason, in either order, or a choice and Enter. It
 * stays chosen until the server has kept it.
 */

const CHOICE_KEYS = new Map([
  ["ArrowLeft", "left"],
  ["ArrowRight", "right"],
  ["t", "tie"],
  ["b", "both_bad"],
]);
const REASONS = ["tense", "voice", "sense", "freshness", "repetition"];
const NOTHING = "(nothing)";
const GONE =
  "The server does not answer: it has ended, or is too busy. What you judged is kept. " +
  "Start afterword judge again, or try again.";

const state = { pair: null, last: null, choice: null, reason: null, isSending: false };
const element = (id) => document.getElementById(id);

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(GONE);
  }
  const body = await answer.json().catch(() => ({ message: GONE }));
  if (!answer.ok) {
    const error = new Error(body.message);
    error.isConflict = answer.status === 409;
    throw error;
  }
  return body;
}

async function load(key) {
  const path = key ? `pair?key=${encodeURIComponent(key)}` : "pair";
  try {
    show(await ask(path));
  } catch (error) {
    say(error.message);
  }
}

function show({ pair, progress }) {
  Object.assign(state, { pair, last: progress.last, choice: null, reason: null });
  say("");
  element("progress").textContent = `${progress.judged} of ${progress.total} judged`;
  element("pair").hidden = !pair;
  element("done").hidden = Boolean(pair);
  element("back").disabled = pair ? !pair.previous : !state.last;
  if (pair) {
    element("opening").textContent = pair.opening;
    for (const side of ["left", "right"]) {
      element(side).textContent = pair[side] || NOTHING;
      element(side).classList.toggle("empty", !pair[side]);
    }
    element("pair").lang = pair.language === "other" ? "" : pair.language;
    element("opening").scrollTop = element("opening").scrollHeight;
  }
  mark();
}

function say(text) {
  element("notice").textContent = text;
  element("notice").hidden = !text;
}

function mark() {
  for (const button of document.querySelectorAll("[data-choice]")) {
    button.ariaPressed = String(button.dataset.choice === state.choice);
  }
  for (const button of document.querySelectorAll("[data-reason]")) {
    button.ariaPressed = String(button.dataset.reason === state.reason);
  }
  for (const side of ["left", "right"]) {
    element(side).classList.toggle("chosen", state.choice === side);
  }
  element("next").disabled = !state.choice;
  element("hint").textContent = hint();
}

function hint() {
  if (state.choice) {
    return "Why? 1 to 5, or Enter to go on without a reason.";
  }
  if (state.reason) {
    return "And which is better?";
  }
  return state.pair?.revision
    ? "You have judged this pair. A new verdict replaces the old one."
    : "";
}

async function choose(change) {
  if (!state.pair || state.isSending) {
    return;
  }
  Object.assign(state, change);
  mark();
  if (state.choice && state.reason) {
    await send();
  }
}

async function send() {
  if (!state.pair || !state.choice || state.isSending) {
    return;
  }
  const { pair, choice, reason } = state;
  state.isSending = true;
  try {
    const body = { pair: pair.key, choice, reason, revision: pair.revision };
    show(
      await ask("verdict", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  } catch (error) {
    if (error.isConflict) {
      await load();
    }
    say(error.message);
  } finally {
    state.isSending = false;
  }
}

function back() {
  const key = state.pair ? state.pair.previous : state.last;
  if (key && !state.isSending) {
    load(key);
  }
}

/** Enter after a key is to go on, not to press the button that was clicked last. */
function leaveButton() {
  document.activeElement?.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    return;
  }
  const isOnButton = event.target instanceof HTMLButtonElement;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const reason = REASONS[Number(key) - 1];
  if (CHOICE_KEYS.has(key)) {
    leaveButton();
    choose({ choice: CHOICE_KEYS.get(key) });
  } else if (reason) {
    leaveButton();
    choose({ reason });
  } else if (key === "Enter" && !isOnButton) {
    send();
  } else if (key === "Backspace") {
    back();
  } else {
    return;
  }
  event.preventDefault();
});

for (const button of document.querySelectorAll("[data-choice]")) {
  button.addEventListener("click", () => {
    const { choice } = button.dataset;
    // Enter presses the button that has the focus: on one that is chosen already, it goes on.
    return choice === state.choice ? send() : choose({ choice });
  });
}
for (const button of document.querySelectorAll("[data-reason]")) {
  button.addEventListener("click", () => choose({ reason: button.dataset.reason }));
}
element("next").addEventListener("click", send);
element("back").addEventListener("click", back);
load();
