// Keeps both prices true while an amount is typed. The server counts again when the day is saved.
function kronor(amount) {
  const decimals = Number.isInteger(amount) ? 0 : 2;
  return `${amount.toLocaleString("sv-SE", { minimumFractionDigits: decimals, maximumFractionDigits: 2 })}\u00a0kr`;
}

function rounded(amount) {
  return Math.round((amount + Number.EPSILON) * 100) / 100;
}

function show(line) {
  const box = line.closest("[data-inline-panel-child]") || line.closest("section").parentElement;
  const field = (name) => box.querySelector(`[name$="-${name}"]`);
  const [amount, basis, rate] = ["amount", "basis", "vat_rate"].map(field);
  if (!amount || !basis || !rate || !basis.value || amount.value.trim() === "") return;
  const told = words(line.dataset.words, amount.value, basis.value, Number(rate.value) / 100);
  if (!told) return;
  const early = field("early_amount");
  const toldEarly = early && early.value.trim() ? words(line.dataset.early, early.value, basis.value, Number(rate.value) / 100) : "";
  line.textContent = toldEarly ? `${told}. ${toldEarly}` : told;
}

function words(template, typed, basis, share) {
  const entered = Number(typed.replace(/\s/g, "").replace(",", "."));
  if (!Number.isFinite(entered)) return "";
  const net = basis === "exclusive" ? entered : rounded(entered - rounded((entered * share) / (1 + share)));
  const gross = basis === "exclusive" ? rounded(entered + rounded(entered * share)) : entered;
  return template.replace("[net]", kronor(net)).replace("[gross]", kronor(gross));
}

document.addEventListener("input", (event) => {
  if (!/^(fees|no_show_fees)-\d+-(amount|basis|vat_rate|early_amount)$/.test(event.target.name || "")) return;
  document.querySelectorAll("[data-price]").forEach(show);
});
