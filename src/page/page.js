/*
 * page.js - what the page does beyond being read: zoom and pan, values at an instant in every lane, the evidence
 * beside the timeline, charts by uPlot where the build had it. Everything it shows is on the page already.
 */
"use strict";
(() => {
	const all = (root, what) => Array.from(root.querySelectorAll(what));
	const charts = new Map(JSON.parse(document.getElementById("data").textContent)
		.filter((c) => c.id).map((c) => [c.id, c]));
	const round = (value, unit) => (value === null || value < 0 ? "–" : +value.toPrecision(4) + unit);
	const seconds = (t, step) => t.toFixed(Math.max(0, Math.min(3, 1 - Math.floor(Math.log10(step))))) + " s";

	/* ---- lanes: what each of them says of an instant ---- */

	function barLane(lane) {
		const bars = all(lane, ".bar").map((el) => ({
			el, a: +el.style.getPropertyValue("--a"), b: +el.style.getPropertyValue("--b"), text: el.textContent,
		}));
		return {
			at(t) {
				let found = null;
				for (const bar of bars)
					if (bar.a <= t && t <= bar.b)
						found = bar;
				return found ? found.text : "–";
			},
			view(from, span) {
				for (const { el, a, b } of bars)
					el.classList.toggle("off", b < from || a > from + span);
			},
		};
	}

	/* One value per bucket; the last one holds to its end. */
	function columns(chart) {
		const n = chart.lines[0].values.length;
		const x = Array.from({ length: n + 1 }, (_, i) => i * chart.step);
		const drawn = (line) => {
			let last = null, held = 0; /* where nothing was due, the line goes on for some buckets */
			return [...line.values, -1].map((v) => {
				held = v === -1 ? held + 1 : 0;
				last = v === -1 ? (held > 8 ? null : last) : line.rare && v === 0 ? null : v;
				return last;
			});
		};
		return [x, ...chart.lines.map(drawn)];
	}

	function drawn(plot, chart) {
		const look = chart.lines.map((line) => plot.querySelector("path." + line.class));
		const low = +plot.dataset.low, high = +plot.dataset.high, log = "log" in plot.dataset;
		const data = columns(chart);
		const view = { from: 0, span: 1 };
		const series = chart.lines.map((line, i) => ({
			label: line.name,
			stroke: () => getComputedStyle(look[i]).stroke,
			fill: line.class === "served" ? () => getComputedStyle(look[i]).fill : undefined,
			width: line.class === "failed" ? 2 : 1.4,
			dash: getComputedStyle(look[i]).strokeDasharray.split(/[ ,]+/).map(parseFloat).filter((d) => d > 0),
			paths: uPlot.paths.stepped({ align: 1 }),
			points: { show: false },
		}));
		if (log)
			data.slice(1).forEach((c) => c.forEach((v, i) => { c[i] = v === null ? null : Math.max(v, low); }));
		const u = new uPlot({
			width: Math.max(plot.clientWidth, 10), height: Math.max(plot.clientHeight, 10), padding: [2, 0, 0, 0],
			legend: { show: false }, axes: [{ show: false }, { show: false }],
			cursor: { x: false, y: false, drag: { x: false, y: false }, points: { size: 6 } },
			scales: {
				x: { time: false, range: () => [view.from, view.from + view.span] },
				y: { range: [low, high], distr: log ? 3 : 1 },
			},
			series: [{}, ...series],
		}, data, plot);
		plot.classList.add("drawn");
		new ResizeObserver(() => u.setSize({ width: Math.max(plot.clientWidth, 10), height: Math.max(plot.clientHeight, 10) }))
			.observe(plot);
		return {
			view(from, span) {
				Object.assign(view, { from, span });
				u.setScale("x", { min: from, max: from + span });
			},
			point(t) {
				u.setCursor({ left: t === null ? -10 : (t - view.from) / view.span * u.over.clientWidth, top: 0 });
			},
			redraw: () => u.redraw(),
		};
	}

	function chartLane(lane) {
		const plot = lane.querySelector(".plot"), svg = lane.querySelector("svg");
		const chart = charts.get(plot.id), unit = "log" in plot.dataset ? " ms" : "/s";
		let nice = null, shown = null;

		/* Drawn when it comes near the window; on paper, and until then, it is the picture that is there anyway. */
		if (window.uPlot)
			new IntersectionObserver((seen, watch) => {
				if (!seen.some((s) => s.isIntersecting))
					return;
				watch.disconnect();
				nice = drawn(plot, chart);
				if (shown)
					nice.view(...shown);
			}, { rootMargin: "200px" }).observe(plot);
		return {
			at(t) {
				const i = Math.min(Math.floor(t / chart.step), chart.lines[0].values.length - 1);
				return chart.lines.map((line) => line.name + " " + round(line.values[i], unit)).join(" · ");
			},
			view(from, span) {
				shown = [from, span];
				svg.setAttribute("viewBox", from + " 0 " + span + " 100");
				if (nice)
					nice.view(from, span);
			},
			point: (t) => nice && nice.point(t),
			redraw: () => nice && nice.redraw(),
		};
	}

	/* ---- many of them: only those that are seen are worked on ---- */

	/* What is read and drawn of a lane is made when it is first seen: a folded one costs nothing. */
	function laneList(root) {
		let owner = "";
		return all(root, ".lane:not(.axis)").map((el) => {
			const own = el.querySelector(".name").textContent;
			const chart = el.classList.contains("chart"), folds = [];
			for (let d = el.closest("details.group"); d; d = d.parentElement.closest("details.group"))
				folds.push(d);
			const summary = el.parentElement.tagName === "SUMMARY" ? folds.shift() : null;
			if (el.classList.contains("served"))
				owner = own; /* the lanes behind a workload's are its own */
			else if (!chart && !el.classList.contains("part"))
				owner = "";
			let made = null;
			return {
				el, summary, folds, value: el.querySelector(".value"),
				name: el.querySelector(".name span").textContent,
				text: (owner + " " + own).toLowerCase(),
				can: () => made || (made = chart ? chartLane(el) : barLane(el)),
				isMade: () => made !== null,
				isSeen: () => !el.classList.contains("off") && folds.every((d) => d.open),
			};
		});
	}

	/* Lanes and rows of tables that have all the words stay. */
	function searchIn(root, lanes, seen) {
		const input = root.querySelector(".search"), hits = root.querySelector(".hits");
		const run = root.closest(".run") || document;
		const groups = lanes.filter((lane) => lane.summary);
		let rows = null, was = null;

		function show(words) {
			const has = (text) => words.every((w) => text.includes(w));
			const found = new Set();
			for (const lane of lanes.filter((l) => has(l.text)))
				[lane, ...lane.folds].forEach((x) => found.add(x));
			let n = 0;
			for (const lane of lanes.filter((l) => !l.summary)) {
				const folded = groups.find((g) => lane.folds.includes(g.summary) && has(g.text) && !found.has(g.summary));
				const stays = found.has(lane) || Boolean(folded);
				n += stays;
				lane.el.classList.toggle("off", !stays);
			}
			for (const g of groups) {
				const stays = found.has(g.summary) || has(g.text);
				g.summary.classList.toggle("off", !stays);
				g.el.classList.toggle("off", !stays);
				g.summary.open = words.length ? found.has(g.summary) : was.get(g.summary);
			}
			return n;
		}

		function rowsWith(words) {
			rows = rows || all(run, "table:not(.expect) tbody tr").map((el) => ({ el, text: el.textContent.toLowerCase() }));
			let n = 0;
			for (const row of rows) {
				const stays = words.every((w) => row.text.includes(w));
				n += stays;
				row.el.classList.toggle("off", !stays);
			}
			return n;
		}

		function find() {
			const words = input.value.toLowerCase().split(/\s+/).filter((w) => w);
			was = was || new Map(groups.map((g) => [g.summary, g.summary.open]));
			const n = show(words), inTables = rowsWith(words);
			if (!words.length)
				was = null;
			hits.textContent = !words.length ? "" : n + inTables === 0 ? hits.dataset.none
				: n + " " + hits.dataset.lanes + ", " + inTables + " " + hits.dataset.rows;
			seen();
		}

		if (!input)
			return;
		input.addEventListener("input", find);
		input.addEventListener("keydown", (ev) => {
			if (ev.key !== "Escape" || !input.value)
				return;
			ev.stopPropagation();
			input.value = "";
			find();
		});
		addEventListener("keydown", (ev) => {
			if (ev.defaultPrevented || ev.key !== "/" || ev.ctrlKey || ev.metaKey || ev.altKey || ev.target.closest("input"))
				return;
			ev.preventDefault();
			input.focus();
		});
	}

	/* ---- a timeline ---- */

	function timeline(root) {
		const full = +root.dataset.span;
		const lanesBox = root.querySelector(".lanes"), now = root.querySelector(".now");
		const axis = root.querySelector(".axis .track"), under = root.querySelector(".under");
		const cross = lanesBox.appendChild(document.createElement("div"));
		const sel = lanesBox.appendChild(document.createElement("div"));
		const state = { from: 0, span: full, at: null };
		const lanes = laneList(root);
		let live = [];

		cross.className = "cross";
		sel.className = "sel";

		function ticks() {
			const least = state.span / 10, ten = 10 ** Math.floor(Math.log10(least));
			const step = [1, 2, 5, 10].map((m) => m * ten).find((s) => s >= least * 0.9999);
			all(axis, ".tick").forEach((t) => t.remove());
			for (let k = Math.ceil(state.from / step); k * step <= state.from + state.span; k++) {
				const tick = axis.appendChild(document.createElement("span"));
				tick.className = "tick";
				tick.style.setProperty("--a", k * step);
				tick.textContent = +(k * step).toPrecision(9) + " s";
			}
		}

		function view(from, span) {
			state.span = Math.min(full, Math.max(span, full / 10000, 0.001));
			state.from = Math.max(0, Math.min(from, full - state.span));
			root.style.setProperty("--from", state.from);
			root.style.setProperty("--span", state.span);
			ticks();
			live.forEach((lane) => lane.can().view(state.from, state.span));
			axis.setAttribute("aria-valuemin", state.from.toFixed(3));
			axis.setAttribute("aria-valuemax", (state.from + state.span).toFixed(3));
			point(state.at);
		}

		/* Values at an instant, in every lane; null: none. */
		function point(t) {
			const inside = t !== null && t >= state.from && t <= state.from + state.span;
			const said = [];
			state.at = t;
			cross.style.display = inside ? "block" : "none";
			if (inside)
				cross.style.left = under.offsetLeft + (t - state.from) / state.span * under.clientWidth + "px";
			for (const lane of live) {
				const text = inside ? lane.can().at(t) : "";
				lane.value.textContent = text;
				if (lane.can().point)
					lane.can().point(inside ? t : null);
				said.push(lane.name + ": " + text);
			}
			now.textContent = inside ? seconds(t, state.span / 100) : "";
			axis.setAttribute("aria-valuenow", (inside ? t : state.from).toFixed(3));
			axis.setAttribute("aria-valuetext", inside ? now.textContent + ". " + said.join(". ") : state.from + " s");
		}

		const zoom = (by, around) => view(around - (around - state.from) * by, state.span * by);
		const middle = () => (state.at !== null ? state.at : state.from + state.span / 2);
		const does = {
			in: () => zoom(0.5, middle()),
			out: () => zoom(2, middle()),
			earlier: () => view(state.from - state.span / 4, state.span),
			later: () => view(state.from + state.span / 4, state.span),
			reset: () => view(0, full),
		};

		/* ---- pointer ---- */

		const timeAt = (ev) => {
			const box = under.getBoundingClientRect();
			return state.from + (ev.clientX - box.left) / box.width * state.span;
		};
		const within = (t) => Math.max(state.from, Math.min(t, state.from + state.span));
		let drag = null, asked = null;

		function select(a, b) {
			const place = (t) => under.offsetLeft + (within(t) - state.from) / state.span * under.clientWidth;
			sel.style.display = "block";
			sel.style.left = Math.min(place(a), place(b)) + "px";
			sel.style.width = Math.abs(place(a) - place(b)) + "px";
		}

		lanesBox.addEventListener("pointerdown", (ev) => {
			if (ev.button === 0 && ev.target.closest(".track"))
				drag = { x: ev.clientX, t: timeAt(ev), from: state.from, moved: false, pan: ev.shiftKey };
		});
		lanesBox.addEventListener("pointermove", (ev) => {
			if (drag && !drag.moved && Math.abs(ev.clientX - drag.x) > 4) {
				drag.moved = true;
				lanesBox.setPointerCapture(ev.pointerId);
			}
			if (drag && drag.moved && drag.pan)
				view(drag.from - (ev.clientX - drag.x) / under.clientWidth * state.span, state.span);
			else if (drag && drag.moved)
				select(drag.t, timeAt(ev));
			const t = timeAt(ev);
			cancelAnimationFrame(asked);
			asked = requestAnimationFrame(() => point(t === within(t) ? t : null));
		});
		lanesBox.addEventListener("pointerup", (ev) => {
			const was = drag;
			drag = null;
			sel.style.display = "none";
			if (!was || !was.moved || was.pan)
				return;
			const a = within(was.t), b = within(timeAt(ev));
			view(Math.min(a, b), Math.abs(a - b));
		});
		lanesBox.addEventListener("pointerleave", () => {
			cancelAnimationFrame(asked);
			if (!drag && document.activeElement !== axis)
				point(null);
		});
		lanesBox.addEventListener("dblclick", () => does.reset());
		lanesBox.addEventListener("dragstart", (ev) => ev.preventDefault());
		lanesBox.addEventListener("wheel", (ev) => {
			if (!ev.ctrlKey && !ev.metaKey)
				return;
			ev.preventDefault();
			zoom(ev.deltaY > 0 ? 1.25 : 0.8, timeAt(ev));
		}, { passive: false });

		/* ---- keys ---- */

		axis.tabIndex = 0;
		axis.setAttribute("role", "slider");
		axis.setAttribute("aria-label", root.querySelector(".axis .name").textContent);
		axis.addEventListener("keydown", (ev) => {
			const step = state.span / (ev.shiftKey ? 10 : 100);
			const move = (t) => {
				const to = Math.max(0, Math.min(full, t));
				if (to < state.from || to > state.from + state.span)
					view(to - state.span / 2, state.span);
				point(to);
			};
			const keys = {
				ArrowLeft: () => move(middle() - step), ArrowRight: () => move(middle() + step),
				Home: () => move(0), End: () => move(full),
				"+": does.in, "=": does.in, "-": does.out, 0: does.reset,
			};
			if (!keys[ev.key] || ev.ctrlKey || ev.metaKey || ev.altKey)
				return;
			ev.preventDefault();
			keys[ev.key]();
		});
		axis.addEventListener("focus", () => state.at === null && point(middle()));
		axis.addEventListener("blur", () => point(null));

		/* ---- evidence ---- */

		const slot = root.querySelector(".slot");

		function close() {
			const bar = root.querySelector("a.bar[aria-current]");
			slot.hidden = true;
			slot.replaceChildren();
			if (bar) {
				bar.removeAttribute("aria-current");
				bar.focus({ preventScroll: true });
			}
		}

		function open(bar) {
			const body = document.getElementById(bar.hash.slice(1));
			const head = document.createElement("header"), shut = document.createElement("button");
			const copy = body.cloneNode(true);
			all(root, "a.bar[aria-current]").forEach((b) => b.removeAttribute("aria-current"));
			bar.setAttribute("aria-current", "true");
			copy.removeAttribute("id");
			head.append(...Array.from(body.parentNode.querySelector("summary").cloneNode(true).childNodes));
			const title = document.createElement("div");
			title.append(...head.childNodes);
			shut.type = "button";
			shut.textContent = slot.dataset.close;
			shut.addEventListener("click", close);
			head.append(title, shut);
			slot.replaceChildren(head, copy);
			slot.hidden = false;
			slot.focus({ preventScroll: true });
			slot.scrollIntoView({ block: "nearest" });
		}

		root.addEventListener("click", (ev) => {
			const bar = ev.target.closest("a.bar");
			const button = ev.target.closest("button[data-do]");
			if (bar) {
				ev.preventDefault();
				open(bar);
			}
			if (button)
				does[button.dataset.do]();
		});
		root.addEventListener("keydown", (ev) => {
			if (ev.key === "Escape" && !slot.hidden)
				close();
		});

		/* ---- what is seen ---- */

		function seen() {
			live = lanes.filter((lane) => lane.isSeen());
			view(state.from, state.span);
		}

		let opened = null;
		root.addEventListener("toggle", (ev) => {
			if (!ev.target.matches("details.group"))
				return;
			cancelAnimationFrame(opened); /* a search opens many at once */
			opened = requestAnimationFrame(seen);
		}, true);
		/* Pointing at the time of a folded group is no wish to open it. */
		root.addEventListener("click", (ev) => {
			if (ev.target.closest("summary") && ev.target.closest(".track"))
				ev.preventDefault();
		});
		searchIn(root, lanes, seen);
		root.querySelector(".tools").hidden = false;
		seen();
		return () => lanes.forEach((lane) => lane.isMade() && lane.can().redraw && lane.can().redraw());
	}

	/* ---- the page ---- */

	document.documentElement.classList.add("js");
	const redraws = all(document, ".timeline").map(timeline);
	const redraw = () => redraws.forEach((f) => f());
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const theme = document.querySelector(".theme");

	theme.hidden = false;
	theme.addEventListener("click", () => {
		const root = document.documentElement;
		const is = root.dataset.theme || (dark.matches ? "dark" : "light");
		root.dataset.theme = is === "dark" ? "light" : "dark";
		redraw();
	});
	dark.addEventListener("change", redraw);
	/* A link to evidence from elsewhere opens it. */
	const unfold = () => {
		const to = location.hash && document.getElementById(location.hash.slice(1));
		const folded = to && to.closest("details");
		if (folded)
			folded.open = true;
	};
	addEventListener("hashchange", unfold);
	unfold();
	/* Paper cannot be unfolded. */
	addEventListener("beforeprint", () => all(document, "details.evidence, details.rows, details.moment").forEach((d) => { d.open = true; }));
})();
