"use strict";
const texts = {
  sv: {
    units: "Enheter", load: "Patienter ombord", stock: "Lager", completeness: "Händelser som saknas", token: "Läsnyckel", open: "Öppna",
    unit: "Enhet", position: "Position", state: "Läge", contact: "Kontakt", speed: "Fart", total: "Totalt", triage: "Triage",
    evac: "Evakueringsprioritet", mobility: "Transportsätt", item: "Artikel", lot: "Batch", expiry: "Utgång", place: "Plats",
    balance: "Saldo", status: "Status", stream: "Ström", received: "Mottagna", missing: "Saknas", gaps: "Gallrade",
    noUnits: "Ingen enhet har rapporterat.", noStock: "Inget lager har rapporterats.", whole: "Allt är mottaget.", unknown: "okänt",
    live: "aktuell", stale: "gammal", held: "hållen", dead_reckoned: "död räkning", manual: "manuell", suspect: "tveksam", rejected: "förkastad",
    jamming: "störning", spoofing: "vilseledning", exercise: "ÖVNING", exercising: "Övning pågår", partial: "ofullständig", over: "överbelagd",
    age: (t) => `för ${t} sedan`, updated: (t) => `Uppdaterad ${t}`, lost: (t) => `Sidan har tappat kontakten sedan ${t}`, never: "aldrig",
    dead: "avlidna", litter: "bår", sitting: "sitt", walking: "gående", icu: "IVA", quarantine: "karantän", recalled: "återkallad", expired: "utgången", available: "tillgänglig", extended: "förlängd",
    duress: "Överfallslarm", mass_casualty: "Masskadelarm", tamper: "Sabotagelarm", conflict: "konflikt", duplicates: "dubbletter",
    quality: { trusted: "", rtc: "enhetens klocka", gnss_only: "GNSS-tid", arrival: "tid från mottagning", unknown: "tid okänd" },
    mission: { available: "ledig", assigned: "tilldelad", acknowledged: "kvitterad", enroute_pickup: "på väg till hämtning", at_pickup: "framme vid hämtning", loaded: "lastad", enroute_destination: "på väg till mål", at_destination: "framme vid mål", delivered: "lämnad", unavailable: "ej tillgänglig", off_duty: "ur tjänst" },
    streams: { alarm: "larm", patients: "patienter", stock: "lager", track: "spår", climate: "klimat", node: "nod" },
    reasons: { thinned: "gallrade", retired: "utrangerade", lost: "förlorade" },
    allReceived: "allt mottaget", isMissing: (n) => `${n} saknas`, inConflict: (n) => `${n} i konflikt`, conflictAlarm: "Samma händelse med olika innehåll",
    refilled: "Lagret började om och fylls på från enheterna sedan",
  },
  en: {
    units: "Units", load: "Patients on board", stock: "Stock", completeness: "Missing events", token: "Reading token", open: "Open",
    unit: "Unit", position: "Position", state: "State", contact: "Contact", speed: "Speed", total: "Total", triage: "Triage",
    evac: "Evacuation priority", mobility: "Transport as", item: "Item", lot: "Lot", expiry: "Expiry", place: "Place",
    balance: "Balance", status: "Status", stream: "Stream", received: "Received", missing: "Missing", gaps: "Thinned",
    noUnits: "No unit has reported.", noStock: "No stock has been reported.", whole: "Everything has been received.", unknown: "unknown",
    live: "live", stale: "stale", held: "held", dead_reckoned: "dead reckoning", manual: "manual", suspect: "suspect", rejected: "rejected",
    jamming: "jamming", spoofing: "spoofing", exercise: "EXERCISE", exercising: "Exercise running", partial: "partial", over: "over capacity",
    age: (t) => `${t} ago`, updated: (t) => `Updated ${t}`, lost: (t) => `This page has lost contact since ${t}`, never: "never",
    dead: "dead", litter: "litter", sitting: "sitting", walking: "walking", icu: "ICU", quarantine: "quarantine", recalled: "recalled", expired: "expired", available: "available", extended: "extended",
    duress: "Duress alarm", mass_casualty: "Mass-casualty alarm", tamper: "Tamper alarm", conflict: "conflict", duplicates: "duplicates",
    quality: { trusted: "", rtc: "unit's clock", gnss_only: "GNSS time", arrival: "time from arrival", unknown: "time unknown" },
    mission: { available: "available", assigned: "assigned", acknowledged: "acknowledged", enroute_pickup: "to pick-up", at_pickup: "at pick-up", loaded: "loaded", enroute_destination: "to destination", at_destination: "at destination", delivered: "delivered", unavailable: "unavailable", off_duty: "off duty" },
    streams: { alarm: "alarm", patients: "patients", stock: "stock", track: "track", climate: "climate", node: "node" },
    reasons: { thinned: "thinned", retired: "retired", lost: "lost" },
    allReceived: "all received", isMissing: (n) => `${n} missing`, inConflict: (n) => `${n} in conflict`, conflictAlarm: "The same event with different content",
    refilled: "The store began anew and is refilled from the units since",
  },
};
const language = document.documentElement.lang;
const t = texts[language] ?? texts.sv;
const staleAfter = 60;
const $ = (id) => document.getElementById(id);

function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value; else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
const tag = (text, kind) => element("span", { class: `tag ${kind}` }, text);
const unknown = () => element("span", { class: "unknown" }, t.unknown);

function span(seconds) {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}
const ago = (seconds) => (seconds === null || seconds === undefined ? t.never : t.age(span(seconds)));
const clock = (date) => date.toLocaleTimeString(language === "sv" ? "sv-SE" : "en-GB");

function table(columns, rows, empty) {
  if (rows.length === 0) return element("p", { class: "empty" }, empty);
  const head = element("tr", {}, ...columns.map((c) => element("th", { class: c.class, scope: "col" }, c.title)));
  const body = rows.map((row) => element("tr", { class: row.class }, ...row.cells.map((cell, index) =>
    index === 0
      ? element("th", { scope: "row" }, ...[cell].flat())
      : element("td", { class: columns[index].class, "data-label": columns[index].title }, ...[cell].flat()))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function isStale(p) { return p.age_s === null || p.age_s > staleAfter; }
function isDoubtful(p) {
  return p.integrity !== "ok" || ["warning", "critical"].includes(p.jamming) || ["warning", "critical"].includes(p.spoofing);
}

function positionCell(feature) {
  if (!feature) return unknown();
  const p = feature.properties;
  const [longitude, latitude] = feature.geometry.coordinates;
  const marks = [];
  if (isStale(p)) marks.push(tag(`${t.stale} · ${p.age_s === null ? t.unknown : span(p.age_s)}`, "warn"));
  else if (p.source === "gnss") marks.push(element("span", { class: "good" }, `${t.live} · ${span(p.age_s)} `));
  else marks.push(`${span(p.age_s)} `);
  if (p.source !== "gnss") marks.push(tag(t[p.source], "warn"));
  if (p.integrity !== "ok") marks.push(tag(t[p.integrity], "bad"));
  for (const kind of ["jamming", "spoofing"]) {
    if (["warning", "critical"].includes(p[kind])) marks.push(tag(t[kind], p[kind] === "critical" ? "bad" : "warn"));
  }
  if (p.exercise) marks.push(tag(t.exercise, "warn"));
  const accuracy = p.accuracy_m === null ? "" : ` ± ${p.accuracy_m} m`;
  const quality = t.quality[p.time_quality] ?? p.time_quality;
  return [...marks, element("small", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${accuracy}${quality ? " · " + quality : ""}`)];
}

function showUnits(nodes, features) {
  const byNode = new Map(features.map((f) => [f.properties.node, f]));
  const rows = nodes.filter((n) => n.revoked === null && n.kind !== "warehouse").map((n) => {
    const f = byNode.get(n.node);
    const speed = f && f.properties.speed_mps !== null && !isStale(f.properties) ? `${Math.round(f.properties.speed_mps * 3.6)} km/h` : "–";
    return {
      class: f && isStale(f.properties) ? "stale" : "",
      cells: [
        [n.call_sign, n.type ? element("small", {}, ` ${n.type}`) : ""], positionCell(f), speed,
        n.mission ? t.mission[n.mission] ?? n.mission : unknown(), ago(n.contact_age_s),
      ],
    };
  });
  $("units").replaceChildren(table(
    [{ title: t.unit }, { title: t.position, class: "wide" }, { title: t.speed, class: "number" }, { title: t.state }, { title: t.contact, class: "number" }],
    rows, t.noUnits));
}

function shape(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function showMap(features) {
  const map = $("map");
  map.toggleAttribute("hidden", features.length === 0);
  if (features.length === 0) return;
  const width = map.clientWidth || 600, height = map.clientHeight || 240;
  map.setAttribute("viewBox", `0 0 ${width} ${height}`);
  map.setAttribute("aria-label", t.units);
  const points = features.map((f) => f.geometry.coordinates);
  const middle = (index) => (Math.min(...points.map((p) => p[index])) + Math.max(...points.map((p) => p[index]))) / 2;
  const [east, north] = [middle(0), middle(1)];
  const perDegree = 111320, squeeze = Math.cos((north * Math.PI) / 180) || 0.01;
  const reach = (index, factor) => Math.max(...points.map((p) => Math.abs(p[index] - (index ? north : east)))) * perDegree * factor;
  const metres = Math.max(reach(0, squeeze) / (width / 2 - 90), reach(1, 1) / (height / 2 - 36), 800 / height);
  const place = ([longitude, latitude]) => [
    width / 2 + ((longitude - east) * perDegree * squeeze) / metres, height / 2 - ((latitude - north) * perDegree) / metres,
  ];
  const drawn = [];
  const steps = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5];
  const step = steps.find((s) => s / metres > 70) ?? 1e6;
  for (let x = width / 2 % (step / metres); x < width; x += step / metres) drawn.push(shape("line", { x1: x, x2: x, y1: 0, y2: height }));
  for (let y = height / 2 % (step / metres); y < height; y += step / metres) drawn.push(shape("line", { x1: 0, x2: width, y1: y, y2: y }));
  drawn.push(shape("text", { class: "axis", x: 10, y: height - 10 }, `□ ${step < 1000 ? step + " m" : step / 1000 + " km"}   N ↑`));
  for (const f of features) {
    const p = f.properties, [x, y] = place(f.geometry.coordinates);
    if (p.accuracy_m !== null) drawn.push(shape("circle", { class: "halo", cx: x, cy: y, r: Math.min(p.accuracy_m / metres, width) }));
    if (!isStale(p) && p.course !== null && p.speed_mps > 1) {
      const angle = (p.course * Math.PI) / 180;
      drawn.push(shape("line", { class: "way", x1: x, y1: y, x2: x + 18 * Math.sin(angle), y2: y - 18 * Math.cos(angle) }));
    }
    drawn.push(shape("circle", { class: `dot ${isStale(p) ? "stale" : ""} ${isDoubtful(p) ? "doubt" : ""}`, cx: x, cy: y, r: 6 }));
    const flip = x > width - 110;
    drawn.push(shape("text", { x: x + (flip ? -11 : 11), y: y + 4, "text-anchor": flip ? "end" : "start" }, p.call_sign));
  }
  map.replaceChildren(...drawn);
}

function axis(counts, name = (key) => key) {
  if (counts === null) return unknown();
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  if (shown.length === 0) return "0";
  return shown.map(([key, count]) => element("span", { class: "count" }, `${name(key)} `, element("strong", {}, String(count))));
}

function showLoad(load) {
  const row = (isExercise) => (u) => ({
    class: "",
    cells: [
      [u.call_sign, u.as_of ? element("small", {}, ` ${ago(u.age_s)}`) : ""],
      u.total === null ? unknown() : [element("strong", {}, String(u.total)), " ",
        ...(u.over_capacity ? [tag(t.over, "bad")] : []), ...(u.partial ? [tag(t.partial, "warn")] : []), ...(isExercise ? [tag(t.exercise, "warn")] : [])],
      axis(u.triage, (key) => t[key] ?? key), axis(u.evacuation),
      axis(u.mobility, (key) => t[key]),
    ],
  });
  $("load").replaceChildren(table(
    [{ title: t.unit }, { title: t.total }, { title: t.triage }, { title: t.evac }, { title: t.mobility }],
    [...load.units.map(row(false)), ...load.exercise.map(row(true))], t.noUnits));
}

function showStock(stock) {
  const row = (isExercise) => (s) => ({
    class: "",
    cells: [
      [s.item.code, element("small", {}, ` ${s.item.system.toUpperCase()}`)], s.lot ?? "–", s.expiry ?? "–",
      [s.call_sign, element("small", {}, [s.location.gln, s.location.bin].filter(Boolean).join(" / "))],
      element("strong", { class: s.balance < 0 ? "bad" : "" }, String(s.balance)),
      [s.status === "available" ? t.available : tag(t[s.status] ?? s.status, "bad"),
        ...(s.expiry_extended ? [" ", tag(t.extended, "warn")] : []), ...(isExercise ? [" ", tag(t.exercise, "warn")] : [])],
    ],
  });
  $("stock").replaceChildren(table(
    [{ title: t.item }, { title: t.lot }, { title: t.expiry, class: "whole" }, { title: t.place }, { title: t.balance, class: "number" }, { title: t.status }],
    [...stock.stock.map(row(false)), ...stock.exercise.map(row(true))], t.noStock));
}

function showCompleteness(completeness) {
  const rows = completeness.streams.filter((s) => !s.complete || s.conflicts > 0).map((s) => ({
    class: "",
    cells: [
      s.call_sign ?? String(s.node), [t.streams[s.stream], element("small", {}, s.epoch)], String(s.received),
      [element("strong", { class: s.missing > 0 ? "bad" : "" }, String(s.missing)),
        element("small", {}, s.missing_ranges.slice(0, 3).map(([a, b]) => (b - a === 1 ? a : `${a}–${b - 1}`)).join(", ") + (s.missing_ranges.length > 3 ? " …" : ""))],
      s.conflicts > 0 ? tag(`${s.conflicts} ${t.conflict}`, "bad")
        : Object.keys(s.gaps).length > 0 ? axis(s.gaps, (key) => t.reasons[key]) : "–",
    ],
  }));
  const lines = completeness.nodes.map((n) => element("p", { class: "line" },
    element("strong", {}, n.call_sign ?? String(n.node)), ": ",
    n.missing > 0 ? element("span", { class: "bad" }, t.isMissing(n.missing)) : element("span", { class: "good" }, t.allReceived),
    ...Object.entries(n.gaps).map(([reason, gone]) => ` · ${gone} ${t.reasons[reason]}`),
    n.conflicts > 0 ? element("span", { class: "bad" }, ` · ${t.inConflict(n.conflicts)}`) : ""));
  const { since, cause } = completeness.incarnation;
  const life = cause === "created" || since === null ? [] : [element("p", { class: "empty" }, `${t.refilled} ${new Date(since).toLocaleString(language === "sv" ? "sv-SE" : "en-GB")}`)];
  const count = completeness.streams.reduce((sum, s) => sum + s.received, 0);
  const again = completeness.streams.reduce((sum, s) => sum + s.duplicates, 0);
  const summary = element("p", { class: "empty" },
    rows.length === 0 ? element("span", { class: "good" }, `✓ ${t.whole} `) : "", `${t.received}: ${count} · ${t.duplicates}: ${again}`);
  const list = rows.length === 0 ? [] : [table(
    [{ title: t.unit }, { title: t.stream }, { title: t.received, class: "number" }, { title: t.missing, class: "number" }, { title: t.gaps }], rows, "")];
  $("completeness").replaceChildren(...lines, ...list, summary, ...life);
}

function showAlarms(nodes, features, load, completeness) {
  $("alarms").replaceChildren(
    ...nodes.flatMap((n) => n.alarms.map((kind) => element("p", {}, `${t[kind]}: ${n.call_sign}`))),
    ...completeness.nodes.filter((n) => n.conflicts > 0).map((n) => element("p", {}, `${t.conflictAlarm}: ${n.call_sign ?? n.node} (${n.conflicts})`)));
  const exercising = features.some((f) => f.properties.exercise) || load.exercise.length > 0;
  $("exercise").toggleAttribute("hidden", !exercising);
  $("exercise").textContent = t.exercising;
}

let lastContact = null;
async function read(path) {
  const token = sessionStorage.getItem("token");
  const response = await fetch(path, { signal: AbortSignal.timeout(5000), headers: token ? { Authorization: `Bearer ${token}` } : {} });
  if (response.status === 401) { $("login").hidden = false; throw new Error("token"); }
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function refresh() {
  try {
    const [nodes, positions, load, stock, completeness] = await Promise.all(
      ["/v1/nodes", "/v1/positions", "/v1/load", "/v1/stock", "/v1/completeness"].map(read));
    $("login").hidden = true;
    showAlarms(nodes.nodes, positions.features, load, completeness);
    showUnits(nodes.nodes, positions.features);
    showMap(positions.features);
    showLoad(load);
    showStock(stock);
    showCompleteness(completeness);
    lastContact = new Date();
    document.body.classList.remove("lost");
    $("contact").className = "";
    $("contact").textContent = t.updated(clock(lastContact));
  } catch {
    document.body.classList.add("lost");
    $("contact").className = "lost";
    $("contact").textContent = t.lost(lastContact ? clock(lastContact) : "–");
  }
  setTimeout(refresh, 2000);
}

for (const target of document.querySelectorAll("[data-text]")) target.textContent = t[target.dataset.text];
$("login").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", $("token").value);
  $("token").value = "";
});
refresh();
