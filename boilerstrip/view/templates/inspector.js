"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const el = (tag, attrs, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attrs || {})) if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    node.append(...children);
    return node;
  };
  const MARKS = { body: "¶", title: "T", quote: "❝", signature: "S", meta: "M", chrome: "C", duplicate: "D" };
  const OUTCOMES = { k: "right to keep", d: "right to drop", l: "LOST prose", c: "KEPT chrome" };
  const OUTCOME_MARKS = { k: "", d: "", l: "−", c: "+" };
  const CHUNK = 150, EAGER = 60000, ALIVE = 300;
  const source = data.source, records = data.records, against = data.against;

  // ---- tables of the blocks
  const count = data.blocks.length / 6;
  const start = new Int32Array(count), end = new Int32Array(count), verdict = new Int32Array(count);
  const ledger = new Int32Array(count), path = new Int32Array(count), record = new Int32Array(count), quote = new Int32Array(count);
  const astral = [];
  data.astral.reduce((at, delta) => { astral.push(at + delta); return at + delta; }, 0);
  for (let i = 0, at = 0; i < count; i++) {
    const k = 6 * i;
    start[i] = at + data.blocks[k]; end[i] = start[i] + data.blocks[k + 1]; at = end[i];
    verdict[i] = data.blocks[k + 2]; ledger[i] = data.blocks[k + 3]; path[i] = data.blocks[k + 4]; record[i] = data.blocks[k + 5];
  }
  // spans count code points, JavaScript counts UTF-16 units
  const unit = (point) => {
    let low = 0, high = astral.length;
    while (low < high) { const mid = (low + high) >> 1; if (astral[mid] < point) low = mid + 1; else high = mid; }
    return point + low;
  };
  const text = (i) => astral.length ? source.slice(unit(start[i]), unit(end[i])) : source.slice(start[i], end[i]);
  const label = (i) => data.labels[data.verdicts[verdict[i]][0]];
  const kept = (i) => data.verdicts[verdict[i]][2] === 1;
  const runner = (i) => data.labels[data.verdicts[verdict[i]][3]] || "none";
  const score = (i) => data.ledgers[ledger[i]][0];
  const terms = (i) => data.ledgers[ledger[i]].slice(1).map((t) => data.terms[t]).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  // near the threshold: within the margin, which is widened a little where nothing is that near
  let margin = data.uncertain;
  const uncertain = (i) => Math.abs(score(i) - data.threshold) < margin;
  let nearest = -1;
  {
    let distance = Infinity;
    for (let i = 0; i < count; i++) {
      const here = Math.abs(score(i) - data.threshold);
      if (here < distance) { distance = here; nearest = i; }
    }
    if (distance < 3) for (const wider of [2, 3]) if (distance >= margin) margin = wider;
    $("f-margin").value = String(margin);
    $("f-margin").querySelector(`[value="${margin}"]`)?.setAttribute("selected", "");
  }
  const because = (i) => { if (!kept(i) && label(i) === "body") return `an option (${data.regions[data.verdicts[verdict[i]][1]]} blocks are left out)`; const sign = kept(i) ? 1 : -1; let best = null; for (const t of terms(i)) if (!best || sign * t[1] > sign * best[1]) best = t; return best ? data.names[best[0]] : "nothing testified"; };
  const where = (i) => { const out = []; for (let p = path[i]; p >= 0; p = data.paths[p][0]) out.push(data.parts[data.paths[p][1]]); return out.reverse().join(" / "); };
  const line = (point) => { let n = 1, at = -1; const stop = unit(point); while ((at = source.indexOf("\n", at + 1)) >= 0 && at < stop) n++; return n; };
  const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(2);
  const percent = (x) => Math.round(100 * x) + " %";

  // quotes hold blocks of their record; both lists are in document order
  const byRecord = new Map();
  data.quotes.forEach((q, n) => { if (!byRecord.has(q[0])) byRecord.set(q[0], []); byRecord.get(q[0]).push(n); });
  // an attribution line or an end mark beside a quotation goes into its box
  const beside = (i, j) => { if (!quote[i] && quote[j] && record[i] === record[j] && label(i) === "quote") quote[i] = quote[j]; };
  for (const list of byRecord.values()) { list.sort((a, b) => data.quotes[a][1] - data.quotes[b][1]); list.at = 0; }
  const numbers = new Map(records.map((r, n) => [r[0], n + 1]));
  const first = new Int32Array(records.length + 1).fill(-1);
  for (let i = 0; i < count; i++) {
    if (record[i] && first[record[i]] < 0) first[record[i]] = i;
    const list = byRecord.get(record[i]);
    if (!list) continue;
    while (list.at < list.length && data.quotes[list[list.at]][2] <= start[i]) list.at++;
    const n = list[list.at];
    if (n !== undefined && data.quotes[n][1] <= start[i] && end[i] <= data.quotes[n][2]) quote[i] = n + 1;
  }

  for (let i = count - 2; i >= 0; i--) beside(i, i + 1);
  for (let i = 1; i < count; i++) beside(i, i - 1);

  // ---- marks of a reviewer
  const marks = new Map();
  const store = "boilerstrip:" + data.sha256;
  const saved = () => { try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; } };
  const save = () => { try { localStorage.setItem(store, JSON.stringify([...marks])); } catch { /* a file without storage: the marks last until the page is closed */ } };
  for (const pair of saved()) if (Array.isArray(pair) && pair[0] >= 0 && pair[0] < count && pair[1]) marks.set(pair[0], pair[1]);

  // ---- filters
  let doubtful = 0;
  let visible = new Int32Array(0), place = new Int32Array(count), current = -1, chunks = [];
  const filters = () => ({ show: $("f-show").value, rule: $("f-rule").value, label: $("f-label").value, record: $("f-record").value.trim(), outcome: $("f-outcome").value, text: $("f-text").value.trim().toLowerCase() });
  const apply = () => {
    const f = filters();
    margin = Number($("f-margin").value);
    doubtful = 0;
    for (let i = 0; i < count; i++) doubtful += uncertain(i);
    $("margin").textContent = `${margin} log-odds`;
    const rule = f.rule === "" ? -1 : Number(f.rule);
    const hasRule = rule < 0 ? null : data.ledgers.map((l) => l.slice(1).some((t) => data.terms[t][0] === rule));
    const wanted = f.record === "" ? -1 : numbers.get(f.record) || -2;
    const out = [];
    for (let i = 0; i < count; i++) {
      if (f.show === "dropped" && kept(i) || f.show === "kept" && !kept(i) || f.show === "uncertain" && !uncertain(i) || f.show === "marked" && !marks.has(i)) continue;
      if (hasRule && !hasRule[ledger[i]] || f.label !== "" && label(i) !== f.label || wanted !== -1 && record[i] !== wanted) continue;
      if (f.outcome && against && against.outcomes[i] !== f.outcome || f.text && !text(i).toLowerCase().includes(f.text)) continue;
      out.push(i);
    }
    visible = Int32Array.from(out);
    place.fill(-1);
    visible.forEach((i, at) => { place[i] = at; });
    layout();
    const all = `${count.toLocaleString("en")} blocks, ${doubtful.toLocaleString("en")} uncertain`;
    say(out.length === count ? all : `${out.length.toLocaleString("en")} of ${all}`);
  };
  const say = (words) => { $("status").textContent = words; };

  // ---- drawing: chunks are placeholders until they come near
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const chunk = entry.target.chunk;
      chunk.near = entry.isIntersecting;
      if (chunk.near) draw(chunk);
    }
    if (visible.length > EAGER) {
      const drawn = chunks.filter((c) => c.drawn);
      if (drawn.length > ALIVE) for (const c of drawn) if (!c.near) { c.node.style.minBlockSize = c.node.offsetHeight + "px"; c.node.replaceChildren(); c.drawn = false; }
    }
  }, { rootMargin: "1500px 0px" });
  let generation = 0;
  const layout = () => {
    observer.disconnect();
    chunks = [];
    const nodes = [];
    for (let from = 0; from < visible.length;) {
      let to = from, height = 0;
      while (to < visible.length) {
        const i = visible[to];
        const size = to - from;
        if (size >= CHUNK && (size >= 3 * CHUNK || record[i] !== record[visible[to - 1]])) break;
        height += 30 + 24 * Math.floor((end[i] - start[i]) / 80) + (to > from && record[i] !== record[visible[to - 1]] ? 45 : 0);
        to++;
      }
      const node = el("div", { class: "chunk" });
      node.style.containIntrinsicBlockSize = `auto ${height}px`;
      node.style.minBlockSize = height + "px";
      const chunk = { from, to, node, drawn: false, near: false };
      node.chunk = chunk;
      chunks.push(chunk);
      nodes.push(node);
      from = to;
    }
    $("doc").replaceChildren(...nodes);
    if (!visible.length) $("doc").append(el("p", { class: "gap" }, count ? "No block is left by these filters." : "The document is empty."));
    chunks.slice(0, 2).forEach(draw);
    chunks.forEach((c) => observer.observe(c.node));
    const mine = ++generation;
    if (visible.length <= EAGER) {
      // the rest in idle time, so that the browser's own search and a screen reader find all of it
      let at = 2;
      const later = window.requestIdleCallback || ((f) => setTimeout(() => f({ timeRemaining: () => 8 }), 30));
      const step = (deadline) => {
        while (mine === generation && at < chunks.length && deadline.timeRemaining() > 3) draw(chunks[at++]);
        if (mine === generation && at < chunks.length) later(step);
      };
      later(step);
    }
  };
  const draw = (chunk) => {
    if (chunk.drawn) return;
    chunk.drawn = true;
    const out = document.createDocumentFragment();
    let box = null, boxOf = -1, cite = null, citeOf = 0;
    for (let at = chunk.from; at < chunk.to; at++) {
      const i = visible[at];
      const before = at ? visible[at - 1] : -1;
      if (record[i] !== boxOf) {
        boxOf = record[i]; cite = null; citeOf = 0;
        box = boxOf ? recordBox(boxOf, first[boxOf] === i || before >= 0 && record[before] !== boxOf) : null;
        if (box) out.append(box);
      }
      if (i - before > 1) (box || out).append(el("p", { class: "gap" }, `… ${(i - before - 1).toLocaleString("en")} hidden`));
      if (quote[i] !== citeOf) {
        citeOf = quote[i];
        cite = citeOf ? quoteBox(data.quotes[citeOf - 1], before < 0 || quote[before] !== citeOf) : null;
        if (cite) (box || out).append(cite);
      }
      (cite || box || out).append(block(i));
    }
    chunk.node.style.minBlockSize = "";
    chunk.node.replaceChildren(out);
  };
  const recordBox = (n, opening) => {
    const r = records[n - 1];
    const head = el("h2", { dir: "auto" }, el("b", {}, r[0]), ` ${r[1]}`);
    if (r[2]) head.append(" by ", el("b", {}, el("bdi", {}, r[2])));
    if (r[3] || r[4]) head.append(`, ${r[3] || r[4]}`);
    if (r[6] !== null) head.append(`, no. ${r[6]}`);
    if (r[9]) head.append(", answers ", anchor(r[9]));
    if (!opening) head.append(" (continued)");
    return el("section", { class: `record ${r[1]}`, "aria-label": `${r[1]} ${r[0]}${r[2] ? " by " + r[2] : ""}` }, head);
  };
  const quoteBox = (q, opening) => {
    const note = el("p", { class: "of", dir: "auto" }, opening ? "quotes " : "quotes on ");
    if (q[3]) note.append(anchor(q[3]), ` (${percent(q[5])} of its words found there)`);
    else note.append("a post that is not in this document");
    if (q[4]) note.append(", attributed to ", el("bdi", {}, q[4]));
    return el("blockquote", { "aria-label": q[3] ? `quotes ${q[3]}` : "quotation" }, note);
  };
  const anchor = (id) => {
    const n = numbers.get(id);
    return n && first[n] >= 0 ? el("a", { href: `#b${first[n]}` }, id) : document.createTextNode(id);
  };
  const block = (i) => {
    const name = label(i), is = kept(i), maybe = uncertain(i);
    const outcome = against ? against.outcomes[i] : "";
    const classes = ["b", name, is ? "kept" : "dropped"];
    if (maybe) classes.push("uncertain");
    if (outcome) classes.push("o-" + outcome);
    if (i === current) classes.push("cur");
    const mark = marks.get(i);
    if (mark) classes.push("reviewed", mark.verdict === "reject" ? "wrong" : "right");
    const words = `block ${i}: ${is ? "kept" : "dropped"} as ${name}${maybe ? ", uncertain" : ""}${outcome ? ", " + OUTCOMES[outcome] : ""}; ledger`;
    const button = el("button", { class: "m", type: "button", tabindex: i === current || current < 0 && i === visible[0] ? "0" : "-1", "aria-label": words, title: words }, MARKS[name] + (maybe ? "?" : "") + (OUTCOME_MARKS[outcome] || ""));
    return el("div", { id: `b${i}`, class: classes.join(" ") }, button, el(is ? "span" : "del", { dir: "auto" }, text(i)));
  };
  const redraw = (i) => { const old = $(`b${i}`); if (old) { const focused = old.contains(document.activeElement); const fresh = block(i); old.replaceWith(fresh); if (focused) fresh.firstChild.focus({ preventScroll: true }); } };

  // ---- one block
  const select = (i, { scroll = true, focus = true } = {}) => {
    if (!(i >= 0 && i < count)) return;
    if (place[i] < 0) { $("filters").reset(); apply(); }
    const chunk = chunks.find((c) => c.from <= place[i] && place[i] < c.to);
    draw(chunk);
    const last = current;
    current = i;
    if (last >= 0) redraw(last);
    else if (visible.length) redraw(visible[0]);
    redraw(i);
    const node = $(`b${i}`);
    if (scroll) { scrollTo(i); requestAnimationFrame(() => scrollTo(i)); }
    if (focus) node.firstChild.focus({ preventScroll: true });
    if (location.hash !== `#b${i}`) history.replaceState(null, "", `#b${i}`);
    showLedger(i);
  };
  // on a narrow screen the ledger covers the lower half
  const narrow = matchMedia("(max-width: 899px)");
  const scrollTo = (i) => $(`b${i}`)?.scrollIntoView({ block: narrow.matches ? "start" : "center" });
  const row = (name, value) => value === null || value === "" ? [] : [el("dt", {}, name), el("dd", {}, value)];
  const showLedger = (i) => {
    const list = terms(i), most = Math.max(...list.map((t) => Math.abs(t[1])), 1e-9);
    const rows = list.map((t) => {
      const bar = el("span", { class: t[1] < 0 ? "bar" : "bar plus" });
      bar.style.width = Math.max(3, 100 * Math.abs(t[1]) / most) + "%";
      const name = el("button", { class: "link", type: "button", title: `show the blocks on which ${data.names[t[0]]} testified` }, data.names[t[0]]);
      name.addEventListener("click", () => { $("f-rule").value = String(t[0]); apply(); select(i); });
      return el("tr", {}, el("td", {}, name, " ", el("span", { class: "note" }, "for ", data.labels[t[2]], data.notes[t[3]] ? el("bdi", {}, `: ${data.notes[t[3]]}`) : "")), el("td", { class: "n" }, signed(t[1]), bar));
    });
    const p = 1 / (1 + Math.exp(-score(i)));
    const id = record[i] ? records[record[i] - 1][0] : "";
    const close = el("button", { type: "button", title: "Esc" }, "Close");
    close.addEventListener("click", hide);
    const facts = el("dl", {},
      ...row("verdict", `${kept(i) ? "kept" : "dropped"}, label ${label(i)}, because of ${because(i)}`),
      ...(against ? row("beside the other", OUTCOMES[against.outcomes[i]]) : []),
      ...row("runner-up", runner(i)), ...row("probability", `${p < 0.001 || p > 0.999 ? p.toPrecision(3) : p.toFixed(3)} that it is content`),
      ...row("region", data.regions[data.verdicts[verdict[i]][1]]), ...(id ? row("record", anchor(id)) : []),
      ...row("span", `${start[i]}–${end[i]}, line ${line(start[i])}`), ...row("element", where(i)));
    const mark = marks.get(i) || {};
    const accept = el("button", { type: "button", "aria-pressed": String(mark.verdict === "accept") }, "Right (a)");
    const reject = el("button", { type: "button", "aria-pressed": String(mark.verdict === "reject") }, "Wrong (r)");
    const should = el("select", { "aria-label": "it should be" }, ...data.labels.map((name) => el("option", { value: name }, name)));
    should.value = mark.should || (kept(i) ? "chrome" : "body");
    accept.addEventListener("click", () => put(i, "accept"));
    reject.addEventListener("click", () => put(i, "reject", should.value));
    should.addEventListener("change", () => put(i, "reject", should.value));
    $("ledger").replaceChildren(
      el("h2", {}, `Block ${i}: ${kept(i) ? "kept" : "dropped"} as ${label(i)} `, close), facts,
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "term"), el("th", { class: "n", scope: "col" }, "log-odds"))), el("tbody", {}, ...rows),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "sum"), el("td", { class: "n" }, signed(score(i)))), el("tr", {}, el("th", { scope: "row" }, "threshold"), el("td", { class: "n" }, signed(data.threshold))))),
      el("p", {}, accept, " ", reject, " should be ", should));
    $("ledger").hidden = false;
  };
  const hide = () => { $("ledger").hidden = true; const node = $(`b${current}`); if (node) node.firstChild.focus({ preventScroll: true }); };
  const put = (i, judged, should) => {
    if (judged) marks.set(i, { verdict: judged, should: judged === "accept" ? label(i) : should || (kept(i) ? "chrome" : "body") });
    else marks.delete(i);
    save(); redraw(i); showLedger(i); tally();
  };
  const tally = () => {
    const wrong = [...marks.values()].filter((m) => m.verdict === "reject").length;
    $("marks").textContent = marks.size ? `${marks.size} reviewed, ${wrong} wrong` : "no block reviewed";
    $("download").disabled = !marks.size;
  };
  const jsonl = () => [...marks].sort((a, b) => a[0] - b[0]).map(([i, m]) => JSON.stringify({
    schema: 1, document: data.name, sha256: data.sha256, kind: data.kind, version: data.version, block: i, span: [start[i], end[i]], lines: [line(start[i]), line(end[i] - 1 > start[i] ? end[i] - 1 : start[i])],
    region: data.regions[data.verdicts[verdict[i]][1]], label: label(i), kept: kept(i), score: score(i), reason: because(i), text: text(i), verdict: m.verdict, should: m.should, reviewer: $("reviewer").value.trim() })).join("\n") + "\n";
  $("download").addEventListener("click", () => {
    const link = el("a", { href: URL.createObjectURL(new Blob([jsonl()], { type: "application/x-ndjson" })), download: data.name.replace(/[\/\\]/g, "_") + ".marks.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  // ---- moving about
  const step = (to, fits) => {
    if (fits === uncertain && !doubtful && nearest >= 0) { select(nearest); say("no block is uncertain; this one came nearest to the threshold"); return; }
    const from = current >= 0 && place[current] >= 0 ? place[current] : to > 0 ? -1 : visible.length;
    for (let at = from + to; at >= 0 && at < visible.length; at += to) if (fits(visible[at])) return select(visible[at]);
    say(to > 0 ? "no further one below" : "no further one above");
  };
  const keys = {
    n: () => step(1, uncertain), p: () => step(-1, uncertain), j: () => step(1, () => true), k: () => step(-1, () => true),
    a: () => current >= 0 && put(current, "accept"), r: () => current >= 0 && put(current, "reject"), u: () => current >= 0 && put(current, ""),
    "/": () => $("f-text").focus(), "?": () => { $("help").open = !$("help").open; }, Escape: hide,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea") && event.key !== "Escape") return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  $("doc").addEventListener("click", (event) => {
    if (event.target.closest("a") || !getSelection().isCollapsed) return;
    const node = event.target.closest(".b");
    if (node) select(Number(node.id.slice(1)), { scroll: false });
  });
  const follow = () => { const found = /^#b(\d{1,9})$/.exec(location.hash); if (found) select(Number(found[1])); };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => { const link = event.target.closest("a[href^='#b']"); if (link && link.hash === location.hash) follow(); });
  $("next").addEventListener("click", keys.n);
  $("prev").addEventListener("click", keys.p);
  let pause = 0;
  $("filters").addEventListener("input", (event) => { clearTimeout(pause); pause = setTimeout(apply, event.target.tagName === "SELECT" ? 0 : 150); });
  $("filters").addEventListener("reset", () => setTimeout(apply, 0));
  $("filters").addEventListener("submit", (event) => event.preventDefault());

  // ---- what stands around the document
  const keptCount = (() => { let n = 0; for (let i = 0; i < count; i++) n += kept(i); return n; })();
  const facts = [data.kind, data.platform && `platform ${data.platform}`, data.language && `language ${data.language}`, `${keptCount.toLocaleString("en")} of ${count.toLocaleString("en")} blocks kept`, `${records.length.toLocaleString("en")} record${records.length === 1 ? "" : "s"}`, data.status !== "ok" && data.status, ...data.reasons];
  $("facts").append(facts.filter(Boolean).join(" · "));
  if (nearest >= 0) $("facts").append(" · nearest to the threshold: ", el("a", { href: `#b${nearest}` }, `block ${nearest}`), ` (${signed(score(nearest) - data.threshold)})`);
  if (against) {
    const n = (c) => { let k = 0; for (const o of against.outcomes) k += o === c; return k; };
    $("facts").append(" · beside ", el("bdi", {}, against.name), ": ", el("b", {}, `word F1 ${against.f1.toFixed(3)}`), ` (precision ${against.precision.toFixed(3)}, recall ${against.recall.toFixed(3)}); ${n("l")} blocks of prose lost, ${n("c")} of chrome kept`);
    $("outcome").hidden = false;
  }
  const used = new Int32Array(data.names.length), perLedger = new Int32Array(data.ledgers.length);
  for (let i = 0; i < count; i++) perLedger[ledger[i]]++;
  data.ledgers.forEach((l, n) => { for (const name of new Set(l.slice(1).map((t) => data.terms[t][0]))) used[name] += perLedger[n]; });
  data.names.map((name, n) => [name, n]).sort((a, b) => a[0] < b[0] ? -1 : 1).forEach(([name, n]) => $("f-rule").append(el("option", { value: n }, `${name} (${used[n].toLocaleString("en")})`)));
  const labelled = {};
  for (let i = 0; i < count; i++) labelled[label(i)] = (labelled[label(i)] || 0) + 1;
  for (const name of data.labels) {
    if (labelled[name]) $("f-label").append(el("option", { value: name }, `${name} (${labelled[name].toLocaleString("en")})`));
    $("legend").append(el("dt", { class: `b ${name}` }, el("span", { class: "m" }, MARKS[name])), el("dd", {}, name));
  }
  if (against) for (const [key, words] of Object.entries(OUTCOMES)) $("legend").append(el("dt", { class: `o-${key}` }, el("span", {}, OUTCOME_MARKS[key] || " ")), el("dd", {}, words));
  $("record-ids").append(...records.slice(0, 500).map((r) => el("option", { value: r[0] })));
  $("record-count").textContent = records.length.toLocaleString("en");
  let listed = 0;
  const list = () => {
    const out = document.createDocumentFragment();
    for (const stop = Math.min(records.length, listed + 300); listed < stop; listed++) {
      const r = records[listed];
      const item = el("li", { dir: "auto" }, anchor(r[0]), ` ${r[1]}`);
      if (r[2]) item.append(" by ", el("bdi", {}, r[2]));
      if (r[3] || r[4]) item.append(" · ", r[3] ? `${r[3]}` : "date not read", ...(r[4] ? [" ", el("bdi", { class: "note" }, `“${r[4]}”`)] : []));
      if (r[9]) item.append(" · answers ", anchor(r[9]));
      for (const n of byRecord.get(listed + 1) || []) if (data.quotes[n][3]) item.append(" · quotes ", anchor(data.quotes[n][3]));
      out.append(item);
    }
    $("records").querySelector("ol").append(out);
    $("more").hidden = listed >= records.length;
  };
  $("records").addEventListener("toggle", () => { if ($("records").open && !listed) list(); });
  $("more").addEventListener("click", list);
  $("records").open = matchMedia("(min-width: 900px)").matches && records.length > 1;
  $("review").open = matchMedia("(min-width: 900px)").matches;
  tally();
  apply();
  follow();
})();
