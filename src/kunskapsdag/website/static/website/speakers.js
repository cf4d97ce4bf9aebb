// Those who are added under Speakers can be ticked in the programme at once. The server reads both from the same form, and decides.
const SPEAKERS = "id_speakers-FORMS";
const LISTS = '[id^="id_programme_items-"][id$="-persons"]';

function takingPart() {
  const rows = document.querySelectorAll(`#${SPEAKERS} > [data-inline-panel-child]`);
  return new Map(
    Array.from(rows)
      .filter((row) => row.querySelector('[name$="-DELETE"]').value !== "1")
      .map((row) => [row.querySelector('[name$="-person"]').value, row.querySelector("[data-chooser-title]").textContent.trim()])
      .filter(([person]) => person !== ""),
  );
}

function box(list, person, name) {
  const input = document.createElement("input");
  Object.assign(input, { type: "checkbox", name: list.id.replace(/^id_/, ""), value: person, id: `${list.id}_person_${person}` });
  const label = document.createElement("label");
  label.htmlFor = input.id;
  label.append(input, ` ${name}`);
  const line = document.createElement("div");
  line.append(label);
  return line;
}

function follow(list, persons) {
  for (const input of list.querySelectorAll("input")) {
    // A tick of someone removed stays to be seen, for the server asks about it; an empty box of hers is of no use.
    if (!persons.has(input.value) && !input.checked) input.closest("div").remove();
  }
  const shown = new Set(Array.from(list.querySelectorAll("input"), (input) => input.value));
  for (const [person, name] of persons) {
    if (shown.has(person)) continue;
    const after = Array.from(list.children).find((line) => line.textContent.trim().localeCompare(name, "sv") > 0);
    list.insertBefore(box(list, person, name), after ?? null);
  }
}

function followAll() {
  const persons = takingPart();
  document.querySelectorAll(LISTS).forEach((list) => follow(list, persons));
}

if (document.getElementById(SPEAKERS)) {
  document.addEventListener("change", (event) => {
    // The chooser writes the name just after it has told of the change.
    if (/^speakers-\d+-(person|DELETE)$/.test(event.target.name ?? "")) queueMicrotask(followAll);
  });
  document.addEventListener("w-formset:added", followAll);
  // The browser's back button may bring back a form with speakers that the server has not seen.
  window.addEventListener("pageshow", followAll);
  followAll();
}
