/*
 * page.mjs - the HTML report in a real browser, opened from disk: node page.mjs NAME=FILE.html ...
 *
 * Prints TAP. BROWSER_MODULES: the folder that has node_modules; CHROMIUM: the browser. What a page is made of,
 * and roughly how it looks in light, dark and on paper, is held against kept/NAME.json; KCHAOS_ACCEPT=1 writes it.
 */
import { readFileSync, writeFileSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const need = createRequire(join(resolve(process.env.BROWSER_MODULES), "from.js"));
const { chromium } = need("playwright-core");
const { PNG } = need("pngjs");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const here = dirname(fileURLToPath(import.meta.url));
const shots = process.env.SHOTS;

let failed = 0;

function say(name, problems) {
	failed += problems.length > 0;
	console.log((problems.length ? "not ok - " : "ok - ") + name);
	for (const p of problems)
		console.log("# " + String(p).replace(/\n/g, "\n# "));
}

async function check(name, f) {
	const problems = [];
	try {
		await f((good, what) => { if (!good) problems.push(what); });
	} catch (e) {
		problems.push(e.stack);
	}
	say(name, problems);
}

/* ---- a page, watched ---- */

async function open(browser, file, options) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
	const page = await context.newPage();
	const url = pathToFileURL(file).href;
	page.complaints = [];
	page.on("console", (m) => page.complaints.push("console: " + m.text()));
	page.on("pageerror", (e) => page.complaints.push("error: " + e.message));
	page.on("request", (r) => { if (r.url() !== url) page.complaints.push("request: " + r.url().slice(0, 200)); });
	await page.goto(url);
	return page;
}

const view = (page) => page.evaluate(() => {
	const t = document.querySelector(".timeline");
	return { from: +t.style.getPropertyValue("--from"), span: +t.style.getPropertyValue("--span"), full: +t.dataset.span };
});

async function track(page) {
	await page.locator(".timeline").first().scrollIntoViewIfNeeded();
	await page.evaluate(() => document.querySelector(".timeline").scrollIntoView());
	return page.locator(".under").first().boundingBox();
}

async function drag(page, from, to, key) {
	const box = await track(page), y = box.y + 60;
	if (key)
		await page.keyboard.down(key);
	await page.mouse.move(box.x + box.width * from, y);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * (from + to) / 2, y);
	await page.mouse.move(box.x + box.width * to, y);
	await page.mouse.up();
	if (key)
		await page.keyboard.up(key);
}

const near = (a, b, by) => Math.abs(a - b) <= by;

/* ---- what it does ---- */

async function firstScreen(page, good) {
	for (const what of [".verdict", ".sentence", ".happened", ".figures"]) {
		const box = await page.locator(what).first().boundingBox();
		good(box && box.y + box.height <= 900, what + " is not on the first screen");
	}
	const head = await page.locator("table.expect thead").first().boundingBox();
	good(head && head.y < 900, "expectations do not begin on the first screen");
}

async function hover(page, good) {
	const box = await track(page);
	await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
	await page.waitForFunction(() => document.querySelector(".now").textContent !== "");
	const got = await page.evaluate(() => {
		const root = document.querySelector(".timeline");
		const t = parseFloat(root.querySelector(".now").textContent);
		const lanes = Array.from(root.querySelectorAll(".lane:not(.axis)")).filter((l) => l.checkVisibility());
		return {
			t, half: +root.dataset.span / 2,
			empty: lanes.filter((l) => l.querySelector(".value").textContent === "").length,
			node: lanes.filter((l) => l.matches(".node")).map((l) => [l.querySelector(".value").textContent,
				Array.from(l.querySelectorAll(".bar")).some((b) => b.textContent === l.querySelector(".value").textContent &&
					+b.style.getPropertyValue("--a") <= t + 0.1 && t - 0.1 <= +b.style.getPropertyValue("--b"))]),
		};
	});
	good(near(got.t, got.half, got.half / 50), "the middle is not at " + got.half + " but " + got.t);
	good(got.empty === 0, got.empty + " lanes show no value");
	good(got.node.length > 0, "no node has a lane");
	for (const [text, found] of got.node)
		good(found, "a node's value is no bar there: " + text);
	await page.mouse.move(box.x + box.width * 0.5, box.y - 30);
	await page.waitForFunction(() => document.querySelector(".now").textContent === "");
}

async function zoom(page, good) {
	await drag(page, 0.25, 0.5);
	let v = await view(page);
	good(near(v.from, v.full * 0.25, v.full / 50) && near(v.span, v.full * 0.25, v.full / 50), "drag: " + JSON.stringify(v));
	const svg = await page.evaluate(() => Array.from(document.querySelectorAll(".timeline")[0].querySelectorAll(".plot svg"),
		(s) => +s.getAttribute("viewBox").split(" ")[2]));
	good(svg.every((w) => near(w, v.span, 0.01)), "charts are not zoomed: " + svg);
	await drag(page, 0.5, 0.25, "Shift");
	const panned = await view(page);
	good(near(panned.from, v.from + v.span / 4, v.full / 50) && near(panned.span, v.span, 0.01), "pan: " + JSON.stringify(panned));
	await page.click('button[data-do="earlier"]');
	good((await view(page)).from < panned.from, "the button does not pan");
	await page.click('button[data-do="in"]');
	good(near((await view(page)).span, v.span / 2, 0.01), "the button does not zoom");
	await page.click('button[data-do="reset"]');
	v = await view(page);
	good(v.from === 0 && near(v.span, v.full, 0.001), "reset: " + JSON.stringify(v));
}

async function keys(page, good) {
	const axis = page.locator(".axis .track").first();
	await axis.focus();
	const before = +(await axis.getAttribute("aria-valuenow"));
	await page.keyboard.press("ArrowRight");
	good(+(await axis.getAttribute("aria-valuenow")) > before, "the arrow does not move on");
	good(/s\. .+: /.test(await axis.getAttribute("aria-valuetext")), "no value is read out");
	await page.keyboard.press("+");
	let v = await view(page);
	good(near(v.span, v.full / 2, 0.01), "+ does not zoom: " + JSON.stringify(v));
	await page.keyboard.press("0");
	v = await view(page);
	good(near(v.span, v.full, 0.001), "0 does not reset");
	await axis.blur();
}

async function evidence(page, good) {
	const bar = page.locator("a.bar").first(), slot = page.locator(".slot").first();
	if (await bar.count() === 0) {
		good(await page.locator(".evidence").count() === 0, "there is evidence to which nothing leads");
		return;
	}
	await bar.click({ position: { x: 1, y: 4 } });
	good(await slot.isVisible(), "a click opens nothing");
	good(await bar.getAttribute("aria-current") === "true", "the window is not marked");
	const id = (await bar.getAttribute("href")).slice(1);
	const [shown, kept] = await page.evaluate((i) => [document.querySelector(".slot dl").textContent,
		document.getElementById(i).querySelector("dl").textContent], id);
	good(shown === kept && shown.length > 50, "not the evidence of that window");
	await page.keyboard.press("Escape");
	good(!await slot.isVisible(), "Escape does not close it");
	good(await bar.evaluate((b) => document.activeElement === b), "the focus does not return");
	await page.keyboard.press("Enter");
	good(await slot.isVisible(), "Enter opens nothing");
	await slot.locator("header button").click();
	good(!await slot.isVisible(), "the button does not close it");
}

async function themes(page, good) {
	const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const before = await paper();
	await page.click(".theme");
	good(await paper() !== before, "the button changes nothing");
	await page.click(".theme");
	good(await paper() === before, "the button does not change back");
}

async function withoutScript(browser, file, good) {
	const page = await open(browser, file, { javaScriptEnabled: false });
	good(await page.locator("table").first().isVisible(), "no table");
	good(await page.locator(".lane").first().isVisible(), "no lanes");
	good(!await page.locator(".tools").first().isVisible(), "buttons that do nothing are shown");
	if (await page.locator("a.bar").count()) {
		const id = await page.locator("a.bar").first().getAttribute("href");
		await page.goto(pathToFileURL(file).href + id);
		good(await page.locator(id).isVisible(), "a window's link does not lead to its evidence");
	}
	await page.context().close();
}

/* ---- for whom it is ---- */

async function accessible(browser, file, scheme, good, searched) {
	const page = await open(browser, file, { colorScheme: scheme });
	await page.evaluate(() => document.querySelectorAll("details.group").forEach((d) => { d.open = true; }));
	if (await page.locator("a.bar").count())
		await page.locator("a.bar").first().click({ position: { x: 1, y: 4 } });
	await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
	if (searched)
		await typed(page, searched);
	/* The policy keeps scripts out that come by an element; the debugger's are none. */
	await page.evaluate(axe);
	const got = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
	for (const v of got.violations)
		good(false, v.id + " (" + v.impact + "): " + v.help + "\n" +
			v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " - " + (n.any[0] || n.all[0] || n.none[0] || {}).message).join("\n"));
	await page.context().close();
}

/* ---- how it looks, by structure ---- */

const structure = (page) => page.evaluate(() => ({
	sections: Array.from(document.querySelectorAll("section"), (s) => s.id),
	lanes: Array.from(document.querySelectorAll(".lane"), (l) => l.className.replace("lane ", "") + " " +
		l.querySelectorAll(".bar").length),
	tables: Array.from(document.querySelectorAll("table"), (t) => t.rows.length + "x" + t.rows[0].cells.length),
	evidence: document.querySelectorAll(".evidence").length,
	verdict: document.querySelector(".banner").className,
}));

/* Shares of the picture that are dark, and that are of a strong red or blue: what does not hang on a font. */
function impression(png) {
	const { data, width, height } = PNG.sync.read(png);
	let dark = 0, red = 0, blue = 0;
	for (let i = 0; i < data.length; i += 4) {
		const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
		dark += 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
		red += r - b > 60;
		blue += b - r > 15;
	}
	const share = (n) => +(n / (width * height)).toFixed(3);
	return { dark: share(dark), red: share(red), blue: share(blue) };
}

async function impressionOf(browser, file, name, look) {
	const page = await open(browser, file, { colorScheme: look === "dark" ? "dark" : "light" });
	if (look === "print")
		await page.emulateMedia({ media: "print" });
	await page.waitForTimeout(200);
	const png = await page.locator(".timeline").first().screenshot();
	if (shots) {
		mkdirSync(shots, { recursive: true });
		writeFileSync(join(shots, name + "-" + look + ".png"), await page.screenshot({ fullPage: look === "print" }));
	}
	await page.context().close();
	return impression(png);
}

async function looks(browser, file, name, good) {
	const page = await open(browser, file);
	const now = { structure: await structure(page) };
	await page.context().close();
	for (const look of ["light", "dark", "print"])
		now[look] = await impressionOf(browser, file, name, look);
	good(now.light.dark < 0.4 && now.print.dark < 0.4, "light or paper is dark: " + JSON.stringify(now));
	good(now.dark.dark > 0.6, "dark is light: " + JSON.stringify(now.dark));
	const path = join(here, "kept", name + ".json");
	if (process.env.KCHAOS_ACCEPT) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, JSON.stringify(now, null, "\t") + "\n");
	}
	if (!existsSync(path)) {
		good(false, path + " is not there; next step: look at the page, then KCHAOS_ACCEPT=1 make test-browser");
		return;
	}
	const kept = JSON.parse(readFileSync(path, "utf8"));
	for (const part of Object.keys(kept.structure))
		good(JSON.stringify(kept.structure[part]) === JSON.stringify(now.structure[part]),
			part + ": kept " + JSON.stringify(kept.structure[part]) + "\nnow " + JSON.stringify(now.structure[part]));
	for (const look of ["light", "dark", "print"])
		for (const what of Object.keys(kept[look]))
			good(near(kept[look][what], now[look][what], 0.06), look + ", share of " + what + ": kept " + kept[look][what] +
				", now " + now[look][what]);
}

/* ---- a large one: thirty nodes, a thousand partitions, fifty workloads ---- */

const seenLanes = (page) => page.evaluate(() => Array.from(document.querySelectorAll(".lane:not(.axis)"))
	.filter((l) => l.checkVisibility()).map((l) => l.querySelector(".name").textContent));

/* The time until what was done is on the screen, in ms. */
const took = (page, f, arg) => page.evaluate(([body, a]) => new Promise((done) => {
	const began = performance.now();
	new Function("a", body)(a);
	requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
}), [f, arg]);

const typed = (page, text) => took(page, `const i = document.querySelector(".search");
	i.value = a; i.dispatchEvent(new Event("input", { bubbles: true }));`, text);

/* Limits are for a machine that is busy; what was measured is told. */
async function measure(browser, file, good) {
	const began = Date.now();
	const page = await open(browser, file);
	await page.waitForFunction(() => document.documentElement.classList.contains("js"));
	const loaded = Date.now() - began;
	const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
	const keys = [];
	for (const text of ["w", "wr", "writer-0", "writer-07", "kafka1", ""])
		keys.push(await typed(page, text));
	const slowest = Math.max(...keys);
	console.log("# loaded in " + loaded + " ms, " + nodes + " elements, a keystroke of a search at most " + slowest.toFixed(0) + " ms");
	good(loaded < 5000, "loaded in " + loaded + " ms");
	good(nodes < 100000, nodes + " elements");
	good(slowest < 2000, "keystrokes took " + keys.map((k) => k.toFixed(0)) + " ms");
	await page.context().close();
}

async function groups(page, good) {
	const lanes = await seenLanes(page);
	good(lanes.length < 30, lanes.length + " lanes are seen at first: " + lanes);
	good(lanes.some((l) => /nodes \(27\)/.test(l)) && lanes.some((l) => /ISR \(50\)/.test(l)) &&
		lanes.some((l) => /workloads \(50\)/.test(l)), "not told together: " + lanes);
	const summary = page.locator("details.group > summary").first();
	await summary.focus();
	await page.keyboard.press("Enter");
	await page.waitForFunction((n) => Array.from(document.querySelectorAll(".lane")).filter((l) => l.checkVisibility()).length > n + 1,
		lanes.length);
	await page.keyboard.press("Enter");
	good((await seenLanes(page)).length === lanes.length, "a group does not close again");
	await summary.locator(".track").click();
	good((await seenLanes(page)).length === lanes.length, "a click on the time axis opens a group");
}

async function search(page, good) {
	const before = await seenLanes(page);
	await page.locator("h2").first().click();
	await page.keyboard.press("/");
	good(await page.evaluate(() => document.activeElement.matches(".search")), "/ does not lead to the search");
	await page.keyboard.type("kafka17");
	await page.waitForFunction(() => document.querySelector(".hits").textContent !== "");
	let lanes = await seenLanes(page);
	good(lanes.some((l) => l.startsWith("kafka17")) && !lanes.some((l) => l.startsWith("kafka18")), "kafka17: " + lanes);
	await typed(page, "writer-07");
	lanes = await seenLanes(page);
	good(lanes.some((l) => l.startsWith("writer-07")) && !lanes.some((l) => l.startsWith("writer-08")), "writer-07: " + lanes);
	const part = await page.evaluate(() => document.querySelector(".members > .lane.part .name span").textContent);
	await typed(page, part);
	lanes = await seenLanes(page);
	good(lanes.some((l) => l === part), part + ": " + lanes);
	const rows = await page.evaluate(() => Array.from(document.querySelectorAll("table:not(.expect) tbody tr:not(.off)"), (r) => r.textContent));
	good(rows.every((r) => r.includes(part)), "rows without it stay: " + rows.slice(0, 3));
	await typed(page, "no such thing");
	good(await page.locator(".hits").textContent() === "nothing found", "nothing found is not said");
	await page.locator(".search").focus();
	await page.keyboard.press("Escape");
	await page.waitForFunction(() => document.querySelector(".hits").textContent === "");
	await page.waitForTimeout(100);
	good(JSON.stringify(await seenLanes(page)) === JSON.stringify(before), "not as before: " + await seenLanes(page));
	good(await page.locator("tr.off").count() === 0, "rows stay away");
}

async function large(browser, name, file) {
	await check(name + ": loads and searches in time", (good) => measure(browser, file, good));
	const page = await open(browser, file);
	await check(name + ": lanes alike are told together, and open", (good) => groups(page, good));
	await check(name + ": a search finds nodes, workloads, partitions", (good) => search(page, good));
	await check(name + ": pointing shows values in every lane", (good) => hover(page, good));
	await check(name + ": no complaint on the console, no request", async (good) => good(page.complaints.length === 0,
		page.complaints.join("\n")));
	await page.context().close();
	await check(name + ": readable without a script", (good) => withoutScript(browser, file, good));
	for (const scheme of ["light", "dark"])
		await check(name + ": axe finds nothing in " + scheme, (good) => accessible(browser, file, scheme, good));
	await check(name + ": axe finds nothing in what a search found", (good) => accessible(browser, file, "light", good, "kafka17"));
	await check(name + ": axe finds nothing when nothing is found", (good) => accessible(browser, file, "dark", good, "no such thing"));
}

/* ---- all of it ---- */

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
for (const pair of process.argv.slice(2)) {
	const [name, file] = [pair.slice(0, pair.indexOf("=")), resolve(pair.slice(pair.indexOf("=") + 1))];
	if (name === "several") {
		await check(name + ": side by side, axe finds nothing", (good) => accessible(browser, file, "light", good));
		continue;
	}
	if (name === "large") {
		await large(browser, name, file);
		continue;
	}
	const page = await open(browser, file);
	await check(name + ": the first screen has the verdict", (good) => firstScreen(page, good));
	await check(name + ": pointing shows values in every lane", (good) => hover(page, good));
	await check(name + ": zoom, pan and reset", (good) => zoom(page, good));
	await check(name + ": the time axis by keys", (good) => keys(page, good));
	await check(name + ": a window opens its evidence, by click and by key", (good) => evidence(page, good));
	await check(name + ": light and dark by a button", (good) => themes(page, good));
	await check(name + ": no complaint on the console, no request", async (good) => good(page.complaints.length === 0,
		page.complaints.join("\n")));
	await page.context().close();
	await check(name + ": readable without a script", (good) => withoutScript(browser, file, good));
	for (const scheme of ["light", "dark"])
		await check(name + ": axe finds nothing in " + scheme, (good) => accessible(browser, file, scheme, good));
	await check(name + ": looks as the kept one in light, dark and print", (good) => looks(browser, file, name, good));
}
await browser.close();
process.exit(failed ? 1 : 0);
