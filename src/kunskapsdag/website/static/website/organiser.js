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
  const entered = Number(amount.value.replace(/\s/g, "").replace(",", "."));
  if (!Number.isFinite(entered)) return;
  const share = Number(rate.value) / 100;
  const net = basis.value === "exclusive" ? entered : rounded(entered - rounded((entered * share) / (1 + share)));
  const gross = basis.value === "exclusive" ? rounded(entered + rounded(entered * share)) : entered;
  line.textContent = line.dataset.words.replace("[net]", kronor(net)).replace("[gross]", kronor(gross));
}

document.addEventListener("input", (event) => {
  if (!/^fees-\d+-(amount|basis|vat_rate)$/.test(event.target.name || "")) return;
  document.querySelectorAll("[data-price]").forEach(show);
});
