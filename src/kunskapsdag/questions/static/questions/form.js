// Hides the questions that are not to be answered. Without this every question is shown, with the words that tell when
// it is to be answered; what is hidden is dropped by the server, whatever stands in it.

const asked = [...document.querySelectorAll("[data-question]")];
const form = asked.length ? asked[0].closest("form") : null;

function chosen(name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((field) => field.value);
}

// What stands before the names of a day's own fields, where one form asks for several days.
function day(question) {
  const name = question.querySelector("[name]")?.name ?? "";
  return name.slice(0, Math.max(0, name.indexOf("questions-")));
}

function fits(own, name) {
  if (!own) return true;
  const here = form.dataset[name] ? [form.dataset[name]] : chosen(name);
  // What nobody has said yet hides nothing.
  return here.length === 0 || here.some((value) => value === own || value.startsWith(`${own}_`));
}

function has(part, start) {
  const own = [...form.querySelectorAll(`[name^="${CSS.escape(`${start}parts-part`)}"]`)];
  const boxes = own.filter((field) => field.value === part || field.name === `${start}parts-part${part}`);
  return !part || boxes.length === 0 || boxes.some((box) => box.checked && (box.type === "checkbox" || box.value === part));
}

function show() {
  const hidden = new Set();
  for (const question of asked) {
    const { category, way, part, on, equals } = question.dataset;
    const isMet = !on || (!hidden.has(on) && chosen(on).includes(equals));
    const start = day(question);
    question.hidden = !(fits(category, "category") && fits(way, `${start}way`) && has(part, start) && isMet);
    const field = question.querySelector("[name]");
    if (question.hidden && field) hidden.add(field.name);
  }
}

if (form) {
  form.addEventListener("change", show);
  show();
}
