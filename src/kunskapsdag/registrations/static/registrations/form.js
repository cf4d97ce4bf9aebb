// Improves what works without it: a sent form is not sent twice, the error list is where one lands, and the list of
// organisations opens under the field with names that fit what has been typed.
"use strict";

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Coming back with the browser's button must leave a form that can be sent again.
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
    setTimeout(() => delete form.dataset.sent, 8000);
  });
}

document.getElementById("fel")?.focus();

const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

function combobox(input) {
  const names = [...document.getElementById(input.getAttribute("list")).options].map((option) => option.value);
  const folded = names.map(plain);
  input.removeAttribute("list"); // ours takes over from the browser's own, which many phones and readers handle badly
  const list = document.createElement("ul");
  list.id = `${input.id}_list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`).textContent.trim());
  list.hidden = true;
  input.after(list);
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  list.after(told);
  const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const option = list.children[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const choose = (option) => {
    input.value = option.textContent;
    close();
    told.textContent = "";
  };
  const open = () => {
    const typed = plain(input.value);
    const starts = [];
    const inside = [];
    if (typed.length > 1) {
      folded.forEach((name, place) => {
        if (name.startsWith(typed)) starts.push(names[place]);
        else if (name.includes(` ${typed}`)) inside.push(names[place]);
      });
    }
    const found = [...starts, ...inside].slice(0, 7);
    if (!found.length || (found.length === 1 && found[0] === input.value)) {
      told.textContent = "";
      return close();
    }
    list.replaceChildren(
      ...found.map((name, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}_${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = name;
        return option;
      }),
    );
    at = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    told.textContent = `${found.length}: ${found.join(", ")}`;
  };
  input.addEventListener("input", open);
  // Whoever is back in the field before the wait is over must not lose the list she is choosing from.
  input.addEventListener("blur", () => setTimeout(() => document.activeElement === input || close(), 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden) open();
    else if (event.key === "ArrowDown") mark((at + 1) % list.children.length);
    else if (event.key === "ArrowUp" && !list.hidden) mark((at <= 0 ? list.children.length : at) - 1);
    else if (event.key === "Enter" && !list.hidden && at >= 0) choose(list.children[at]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault(); // keeps the focus in the field
    choose(option);
  });
}

for (const input of document.querySelectorAll("input[list]")) combobox(input);

// Suggests the price category by the organisation's name, for as long as nobody has chosen; the register decides when it is sent.
const KINDS = [
  [/ kommun$/i, "municipality"],
  [/^region /i, "region"],
  [/^länsstyrelsen|myndigheten|verket$|universitet$/i, "agency"],
  [/ ab$/i, "company"],
];
const prices = [...document.querySelectorAll("input[type=radio][data-kind]")];
const organisation = document.querySelector("input[name=organisation]");
if (prices.length && organisation) {
  let isChosen = prices.some((radio) => radio.checked);
  for (const radio of prices) radio.addEventListener("change", () => (isChosen = true));
  const suggest = () => {
    const kind = KINDS.find(([name]) => name.test(organisation.value.trim()))?.[1];
    if (!isChosen) for (const radio of prices) radio.checked = radio.dataset.kind === kind;
  };
  // Of a part's prices, only that of the category chosen.
  const lines = [...document.querySelectorAll(".part-prices > [data-category]")];
  const narrow = () => {
    for (const line of lines) {
      const own = prices.find((radio) => radio.value === line.dataset.category);
      line.hidden = !own?.checked && prices.some((radio) => radio.checked && radio.name === own?.name);
    }
  };
  narrow();
  for (const radio of prices) radio.addEventListener("change", narrow);
  for (const name of ["change", "blur"]) organisation.addEventListener(name, () => setTimeout(narrow));
  // The list of names writes into the field without telling it: when she goes on, the name is there.
  organisation.addEventListener("change", suggest);
  organisation.addEventListener("blur", suggest);
}
