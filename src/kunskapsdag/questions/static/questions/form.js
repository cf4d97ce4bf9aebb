// Hides the questions that are not to be answered. Without this every question is shown, with the words that tell when
// it is to be answered; what is hidden is dropped by the server, whatever stands in it.

const asked = [...document.querySelectorAll("[data-question]")];
const form = asked.length ? asked[0].closest("form") : null;

function chosen(name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((field) => field.value);
}

function fits(own, name) {
  if (!own) return true;
  const here = form.dataset[name] ? [form.dataset[name]] : chosen(name);
  // What nobody has said yet hides nothing.
  return here.length === 0 || here.some((value) => value === own || value.startsWith(`${own}_`));
}

function has(part) {
  const own = [...form.querySelectorAll('[name^="parts-"]')];
  const boxes = own.filter((field) => field.value === part || field.name === `parts-part${part}`);
  return !part || boxes.length === 0 || boxes.some((box) => box.checked && (box.type === "checkbox" || box.value === part));
}

function show() {
  const hidden = new Set();
  for (const question of asked) {
    const { category, way, part, on, equals } = question.dataset;
    const isMet = !on || (!hidden.has(on) && chosen(on).includes(equals));
    question.hidden = !(fits(category, "category") && fits(way, "way") && has(part) && isMet);
    const field = question.querySelector("[name]");
    if (question.hidden && field) hidden.add(field.name);
  }
}

if (form) {
  form.addEventListener("change", show);
  show();
}
