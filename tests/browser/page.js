// page.js - every control of a report's page, in Chromium
//
//     node page.js FOLDER    with the pages that page.sh made, and what the kernel said then
'use strict';

const fs = require('fs');
const path = require('path');
const { ok, is, launch, open, end } = require('./tap.js');

const folder = process.argv[2];
const file = (name) => path.join(folder, name);

const at = (page) => page.evaluate(() => +document.getElementById('slider').value);
const total = (page) => page.evaluate(() => +document.getElementById('slider').max + 1);
const text = (page, selector) => page.locator(selector).innerText();
const steps = (page) => page.evaluate(() => JSON.parse(document.getElementById('data').textContent).steps);
const press = async (page, ...keys) => { for (const k of keys) await page.keyboard.press(k); };
/* The tables as they stand, with what is lit. */
const tables = (page) => page.evaluate(() => document.getElementById('cards').innerText);

async function goTo(page, step) {
	await page.locator('#list button').nth(step).click();
}

async function find(page, test) {
	return (await steps(page)).findIndex(test);
}

async function controls(page) {
	const n = await total(page);
	is('it opens at the first step', await at(page), 0);
	ok('there, nothing leads back', await page.locator('#back').isDisabled() && await page.locator('#first').isDisabled());
	await page.click('#forward');
	is('forward', await at(page), 1);
	await page.click('#back');
	is('back', await at(page), 0);
	await page.click('#last');
	is('to the last', await at(page), n - 1);
	ok('there, nothing leads on', await page.locator('#forward').isDisabled() && await page.locator('#last').isDisabled());
	await page.click('#first');
	is('to the first', await at(page), 0);
	await page.locator('#slider').fill('5');
	is('the slider', await at(page), 5);
	await goTo(page, 3);
	is('a click on an event', await at(page), 3);
	is('the event is marked', await page.locator('[aria-current=step]').count(), 1);
	ok('and it is that one', await page.locator('#list button').nth(3).getAttribute('aria-current') === 'step');
	await page.keyboard.press('Tab');
	await press(page, 'ArrowRight', 'ArrowRight', 'ArrowLeft');
	is('arrow keys', await at(page), 4);
	await press(page, 'End');
	is('End', await at(page), n - 1);
	await press(page, 'Home');
	is('Home', await at(page), 0);
	await press(page, '+', '+');
	is('faster', await page.locator('#speed').inputValue(), '4');
	await press(page, '-', '-', '-', '-', '-', '-');
	is('slower', await page.locator('#speed').inputValue(), '0.25');
	await press(page, '?');
	ok('? lists the keys', await page.locator('#keys').isVisible());
	await press(page, 'ArrowRight');
	is('while it is open no key steps', await at(page), 0);
	await press(page, 'Escape');
	ok('Escape closes it', !await page.locator('#keys').isVisible());
	await page.click('#help');
	await page.locator('#keys button').click();
	ok('so does its button', !await page.locator('#keys').isVisible());
}

async function playing(page) {
	const asks = await find(page, (s) => s.question);
	await page.selectOption('#speed', '4');
	await goTo(page, 0);
	await page.click('#play');
	await page.waitForFunction((n) => +document.getElementById('slider').value === n, asks);
	await page.waitForFunction(() => document.getElementById('play').textContent.includes('Play'));
	is('it plays, and stops where it asks', await at(page), asks);
	await page.locator('#asking').uncheck();
	ok('no question when none is wanted', !await page.locator('#question').isVisible());
	await page.click('#play');
	await page.waitForFunction((n) => +document.getElementById('slider').value > n + 1, asks);
	await page.locator('#play').click();
	const paused = await at(page);
	await page.waitForTimeout(800);
	is('pause', await at(page), paused);
	await page.locator('h1').click();
	await press(page, ' ');
	await page.waitForFunction((n) => +document.getElementById('slider').value > n, paused);
	await press(page, ' ');
	ok('space plays and pauses', (await page.locator('#play').textContent()).includes('Play'));
	await page.click('#last');
	await page.click('#play');
	is('at the end play begins anew', await at(page), 0);
	await page.click('#play');
	await page.locator('#asking').check();
	await page.selectOption('#speed', '1');
}

/* Whichever way one comes to a step, the same is shown. */
async function backAndForth(page) {
	const n = await total(page), seen = [];
	await goTo(page, 0);
	for (let i = 0; i < n; i++) {
		seen.push(await tables(page));
		await press(page, 'ArrowRight');
	}
	let differ = 0;
	for (let i = n - 1; i >= 0; i--) {
		differ += await tables(page) !== seen[i];
		await press(page, 'ArrowLeft');
	}
	for (const i of [0, n - 1, Math.floor(n / 2), 2, n - 2]) {
		await goTo(page, i);
		differ += await tables(page) !== seen[i];
	}
	is('steps back and jumps show the same tables', differ, 0);
}

async function truth(page) {
	const kernel = JSON.parse(fs.readFileSync(file('kernel.json')));
	await page.click('#last');
	await press(page, 'ArrowLeft', 'ArrowRight');
	const rows = (name, table) => page.evaluate(([n, t]) => {
		const card = [...document.querySelectorAll('.card')].find((c) => c.getAttribute('aria-label') === n);
		return [...card.querySelectorAll('.' + t + ' tbody tr:not(.gone)')].map((r) => [...r.cells].map((c) => c.textContent));
	}, [name, table]);
	const neighs = async (name) => (await rows(name, 'neigh')).map((c) => c[0] + ' ' + c[1]).sort();
	for (const name of ['red', 'blue'])
		is(`${name}'s neighbours are the kernel's`, await neighs(name), kernel.neigh[name]);
	const fdb = (await rows('sw', 'fdb')).map((c) => c[0] + ' ' + c[1]).sort();
	is("the switch's table is the kernel's", fdb, kernel.fdb);
	const routes = (await rows('red', 'route')).map((c) => c[0]).sort();
	is("red's routes are the kernel's", routes, kernel.route.red);
}

async function lighting(page) {
	const changed = await find(page, (s) => s.kind === 'neigh' && s.summary.includes('REACHABLE'));
	await goTo(page, changed);
	is('one row is lit where a neighbour changes', await page.locator('tr.lit').count(), 1);
	const cells = await page.locator('tr.lit td.lit').allInnerTexts();
	ok('in it what is new: the MAC and the state', cells.length === 2 && cells[1] === 'REACHABLE', cells);
	ok('a word at its room', (await page.locator('.chip').textContent()).includes('REACHABLE'));
	await press(page, 'ArrowRight');
	is('one step on it is dark again', await page.locator('tr.lit').count(), 0);
}

async function packets(page) {
	const flood = await find(page, (s) => s.hops && s.hops.length > 1);
	await goTo(page, flood);
	await page.waitForFunction(() => document.querySelectorAll('.envelope').length > 1);
	is('a flood is one step with as many copies', await page.locator('.envelope').count(),
		(await steps(page))[flood].hops.length);
	is('their pipes are lit', await page.locator('.wire.lit').count(), await page.locator('.envelope').count());
	const asks = await find(page, (s) => s.summary.includes('who-has'));
	await goTo(page, asks);
	const layers = await page.locator('#layers summary').allInnerTexts();
	is('layers from outside to inside', layers, ['Ethernet', 'ARP']);
	const unfolded = await text(page, '#layers');
	ok('fields with values and what they are for', /Operation\s+1 \(request\)/.test(unfolded) &&
		unfolded.includes('whose MAC is wanted') && unfolded.includes('ff:ff:ff:ff:ff:ff'), unfolded);
	await page.locator('#bytes summary').click();
	await page.waitForSelector('#hex span');
	ok('bytes on demand', (await text(page, '#hex')).includes('0000  ff ff ff ff ff ff'));
	await page.locator('#layers th', { hasText: 'Target IP' }).hover();
	is('a field lights its bytes', (await page.locator('#hex .lit').allInnerTexts()).length, 4);
	const echo = await find(page, (s) => s.summary.includes('echo request'));
	await goTo(page, echo);
	is('an echo has three layers', await page.locator('#layers summary').allInnerTexts(), ['Ethernet', 'IPv4', 'ICMP']);
	ok('its bytes, too', (await text(page, '#hex')).includes('08 00 45 00'));
}

async function moving(page) {
	const hop = await find(page, (s, i) => i && s.kind === 'hop');
	const where = () => page.locator('.envelope').first().getAttribute('transform');
	await goTo(page, hop - 1);
	await page.selectOption('#speed', '0.25');
	await press(page, 'Escape');
	await page.click('#forward');
	const first = await where();
	await page.waitForTimeout(300);
	const second = await where();
	ok('a packet moves', first !== second, first, second);
	await page.selectOption('#speed', '1');
}

async function drops(page) {
	const drop = await find(page, (s) => s.kind === 'drop');
	ok('there is a drop', drop >= 0);
	await goTo(page, drop);
	await page.waitForSelector('.chip.bad');
	ok('it shows where, at its room', await page.locator('.room.active').count() === 1);
	ok('and why', (await text(page, '#sentence')).includes('NEIGH_FAILED'));
}

async function questions(page) {
	const asks = await find(page, (s) => s.question && s.question.ask.includes('Who will answer'));
	const { question } = (await steps(page))[asks];
	await goTo(page, asks);
	is('it asks', await text(page, '#ask'), question.ask);
	is('blue answers, as it did', question.choices[question.right], 'blue');
	is('and does not tell', await text(page, '#because'), '');
	await page.locator('#choices button').nth(question.right).click();
	ok('a right answer', (await text(page, '#because')).startsWith('Right. '));
	is('it is marked', await page.locator('#choices .right').innerText(), 'blue');
	ok('it can be answered once', await page.locator('#choices button').first().isDisabled());
	await press(page, 'ArrowRight', 'ArrowLeft');
	ok('and is remembered', (await text(page, '#because')).startsWith('Right. '));
	const again = await find(page, (s) => s.question && s.question.ask.includes('again'));
	await goTo(page, again);
	const second = (await steps(page))[again].question;
	is('nobody asks twice for what is known', second.choices[second.right], 'no');
	await press(page, String(second.right === 0 ? 2 : 1));
	ok('a wrong answer, by key', (await text(page, '#because')).startsWith('Not this time. '));
	is('both are marked', [await page.locator('#choices .wrong').count(), await page.locator('#choices .right').count()], [1, 1]);
	const vain = await find(page, (s) => s.question && s.question.ask.includes('192.168.15.77'));
	const third = (await steps(page))[vain].question;
	is('for an address that nobody has, nobody answers', third.choices[third.right], 'nobody');
}

/* WCAG 2: text on what is behind it, 4.5 to 1; 3 to 1 where it is large. */
function contrasts() {
	const luminance = (c) => {
		const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const numbers = (css) => css.match(/[\d.]+/g).map(Number);
	const behind = (e) => {
		for (let up = e; up; up = up.parentElement) {
			const c = numbers(getComputedStyle(up).backgroundColor);
			if (c.length === 3 || c[3] === 1)
				return c.slice(0, 3);
		}
		return [255, 255, 255];
	};
	const bad = [];
	for (const e of document.querySelectorAll('body *')) {
		const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
		if (!own || !e.checkVisibility() || e.closest('script, style, :disabled'))
			continue;
		const svg = e.namespaceURI.endsWith('svg');
		const style = getComputedStyle(e);
		const ink = numbers(svg ? style.fill : style.color).slice(0, 3);
		const paper = svg ? numbers(getComputedStyle(e.parentNode.querySelector('rect')).fill).slice(0, 3) : behind(e);
		const [a, b] = [luminance(ink), luminance(paper)].sort((x, y) => y - x);
		if ((a + 0.05) / (b + 0.05) < 4.5)
			bad.push(`${e.tagName}.${e.className.baseVal ?? e.className} "${e.textContent.slice(0, 20)}" ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
	}
	return bad;
}

async function themes(browser) {
	const paper = (p) => p.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const seen = {};
	for (const colorScheme of ['light', 'dark']) {
		const { page } = await open(browser, file('lesson.html'), { colorScheme, reducedMotion: 'reduce' });
		seen[colorScheme] = await paper(page);
		for (const test of [(s) => s.kind === 'hop' && s.question, (s) => s.kind === 'drop', (s) => s.kind === 'neigh' && s.ops]) {
			await goTo(page, await find(page, test));
			is(`${colorScheme}: all text has contrast`, await page.evaluate(contrasts), []);
		}
		await goTo(page, await find(page, (s) => s.hops && s.hops.length > 1));
		await page.screenshot({ path: file(colorScheme + '.png') });
		await page.close();
	}
	ok('the theme is the system\'s', seen.light !== seen.dark, seen);
	const { page } = await open(browser, file('lesson.html'), { colorScheme: 'light' });
	await page.click('#theme');
	is('or dark, when somebody says so', [await paper(page), await text(page, '#theme')], [seen.dark, 'Theme: dark']);
	await page.click('#theme');
	is('or light', [await paper(page), await text(page, '#theme')], [seen.light, 'Theme: light']);
	await page.click('#theme');
	is('or the system\'s again', await text(page, '#theme'), 'Theme: as the system');
	await page.close();
}

async function calm(browser) {
	const { page } = await open(browser, file('lesson.html'), { reducedMotion: 'reduce' });
	const hop = await find(page, (s, i) => i && s.kind === 'hop');
	await goTo(page, hop);
	const first = await page.locator('.envelope').first().getAttribute('transform');
	await page.waitForTimeout(300);
	is('with reduced motion nothing moves', await page.locator('.envelope').first().getAttribute('transform'), first);
	await goTo(page, hop - 1);
	await goTo(page, hop);
	is('the packet has arrived at once', await page.locator('.envelope').first().getAttribute('transform'), first);
	await page.close();
}

async function printed(browser) {
	const { page } = await open(browser, file('lesson.html'), { colorScheme: 'dark' });
	await page.emulateMedia({ media: 'print' });
	const n = await total(page);
	ok('on paper no control', !await page.locator('#controls').isVisible() && !await page.locator('#theme').isVisible());
	is('but each step with its sentence', await page.locator('.told:visible').count(), n);
	ok('the drawing', await page.locator('#house svg').isVisible());
	ok('nothing scrolls', await page.evaluate(() => { const l = document.getElementById('list'); return l.scrollHeight <= l.clientHeight + 1; }));
	is('ink on white', await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'light');
	await page.pdf({ path: file('lesson.pdf') });
	ok('it prints', fs.statSync(file('lesson.pdf')).size > 10000);
	await page.close();
}

async function readers(page) {
	const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, select, summary, table, svg, dialog')]
		.filter((e) => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.textContent.trim()))
		.map((e) => e.outerHTML.slice(0, 80)));
	is('everything that can be used has a name', nameless, []);
	ok('the sentence is read out', await page.locator('#sentence').getAttribute('aria-live') === 'polite');
	await goTo(page, 1);
	ok('the slider says its step', /^step 2 of \d+, /.test(await page.locator('#slider').getAttribute('aria-valuetext')));
	ok('the drawing is told in words', /red \(host\).*Pipes join red and sw/.test(await page.locator('#house svg').getAttribute('aria-label')));
	await page.click('#play');
	is('play is called pause while it plays', await page.locator('#play').getAttribute('aria-label'), 'Pause');
	await page.click('#play');
	is('focus goes as the eye does', await page.evaluate(() => document.querySelectorAll('[tabindex]:not([tabindex="0"])').length), 0);
	await page.locator('h1').click();
	const order = [];
	for (let i = 0; i < 9; i++) {
		await press(page, 'Tab');
		order.push(await page.evaluate(() => document.activeElement.id));
	}
	is('from the head to the drawing to the controls', order, ['theme', 'help', 'house', 'first', 'back', 'play', 'forward', 'last', 'slider']);
	is('one heading of each room, of each part', await page.locator('h1').count(), 1);
}

async function widths(browser) {
	for (const width of [360, 768, 1400]) {
		const { page, said } = await open(browser, file('lesson.html'), { viewport: { width, height: 800 }, reducedMotion: 'reduce' });
		await press(page, 'ArrowRight', 'ArrowRight');
		ok(`nothing sticks out at ${width}`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
			await page.evaluate(() => document.documentElement.scrollWidth));
		const least = await page.evaluate(() => Math.min(...[...document.querySelectorAll('#house text')].map((t) => t.getBoundingClientRect().height)));
		ok(`the drawing can be read at ${width}`, least >= 11, least);
		await page.screenshot({ path: file(`width-${width}.png`) });
		is(`no complaint at ${width}`, said, []);
		await page.close();
	}
	const { page } = await open(browser, file('lesson.html'));
	const wide = await page.locator('#house svg').getAttribute('viewBox');
	await page.setViewportSize({ width: 360, height: 800 });
	await page.waitForTimeout(100);
	ok('a narrow window has a drawing of its own', await page.locator('#house svg').getAttribute('viewBox') !== wide);
	await page.close();
}

async function alone(browser) {
	const { page, said, asked } = await open(browser, file('lesson.html'));
	await press(page, 'ArrowRight', 'End', 'Home');
	is('no complaint', said, []);
	is('no request but for the file itself', asked.map((u) => path.basename(u)), ['lesson.html']);
	const tried = await page.evaluate(async () => {
		const violations = [];
		document.addEventListener('securitypolicyviolation', (e) => violations.push(e.effectiveDirective));
		const script = document.createElement('script');
		script.textContent = 'window.hacked = true';
		document.body.append(script);
		const img = document.createElement('img');
		img.src = 'http://192.0.2.1/x.png';
		img.setAttribute('onerror', 'window.hacked = true');
		document.body.append(img);
		const style = document.createElement('style');
		style.textContent = 'body { display: none }';
		document.head.append(style);
		await fetch('http://192.0.2.1/').catch(() => 0);
		await new Promise((r) => setTimeout(r, 200));
		return { hacked: window.hacked, violations: [...new Set(violations)].sort(), hidden: getComputedStyle(document.body).display === 'none' };
	});
	is('its policy lets nothing else in', tried, { violations: ['connect-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem'], hidden: false });
	await page.close();
	const page2 = fs.readFileSync(file('lesson.html'), 'utf8');
	const data = page2.match(/id="data">(.*?)<\/script>/s)[1];
	ok('without data it is below 150 KiB', page2.length - data.length < 150 * 1024, page2.length - data.length);
	ok('no innerHTML, no eval, no handler in it', !/innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|\bon[a-z]+=/.test(page2.replace(data, '')));
	console.log(`# ${page2.length - data.length} octets, and ${data.length} of data`);
}

async function hostile(browser) {
	const { page, said, asked } = await open(browser, file('hostile.html'));
	const n = await total(page);
	for (let i = 1; i < n; i++)
		await press(page, 'ArrowRight');
	is('hostile: no complaint, no dialog', said, []);
	is('hostile: no request', asked.length, 1);
	is('hostile: no program ran', await page.evaluate(() => window.hacked), undefined);
	is('hostile: two scripts, no picture', await page.evaluate(() => [document.scripts.length, document.images.length]), [2, 0]);
	const names = await page.evaluate(() => story.rooms.map((r) => r.name));
	const shown = await page.locator('.card h3').allTextContents();
	is('hostile: names stand there as they are', shown, names);
	ok('hostile: what they say is text', names.some((x) => x.startsWith('</script><script>')), names);
	ok('hostile: bytes that are no text are escaped', names.some((x) => x.includes('\\xff')) && names.some((x) => x.includes('\\xe2\\x80\\xa8')), names);
	ok('hostile: the packet\'s bytes are numbers', /3c 73 63 72/.test(await page.evaluate(() => {
		const i = story.packets.findIndex((p) => p.hex.includes('3c736372'));
		return story.packets[i].hex.replace(/../g, '$& ');
	})));
	await page.close();
}

async function fluent(browser) {
	const { page, said } = await open(browser, file('long.html'));
	const n = await total(page);
	ok('500 steps and more', n >= 500, n);
	const ms = await page.evaluate((last) => {
		const took = [];
		for (const key of ['ArrowRight', 'ArrowLeft'])
			for (let i = 0; i < last; i++) {
				const began = performance.now();
				document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
				document.body.getBoundingClientRect();
				took.push(performance.now() - began);
			}
		took.sort((a, b) => a - b);
		return { median: took[took.length >> 1], worst: took[took.length - 1] };
	}, n - 1);
	ok('a step of 500 takes less than a frame', ms.median < 16, ms);
	console.log(`# median ${ms.median.toFixed(2)} ms a step, worst ${ms.worst.toFixed(1)}`);
	const kept = await page.evaluate(() => {
		const row = document.querySelector('#list li:nth-child(9)'), card = document.querySelector('.card');
		go(400);
		return row === document.querySelector('#list li:nth-child(9)') && card === document.querySelector('.card');
	});
	ok('what does not change stays where it is', kept);
	is('500 steps without a complaint', said, []);
	await page.close();
	const { page: more } = await open(browser, file('longer.html'));
	is('2,100: as many as there is room for', await total(more), 2000);
	ok('and it says how many more there are', /\d+ more events had no room/.test(await text(more, '#foot')), await text(more, '#foot'));
	await more.close();
}

async function others(browser) {
	const { page, said } = await open(browser, file('foreign.html'));
	const rooms = await page.evaluate(() => story.rooms.map((r) => r.name));
	ok('foreign: rooms by their addresses', rooms.includes('192.168.15.1') && rooms.includes('192.168.15.2'), rooms);
	await press(page, 'ArrowRight', 'End');
	ok('foreign: it says that it knows no tables', /tells no rooms and no tables/.test(await text(page, '#foot')) && !await page.locator('#tables').isVisible());
	is('foreign: no complaint', said, []);
	await page.close();
	const { page: none, said: saidNone } = await open(browser, file('empty.html'));
	ok('empty: it says so', /Nothing about ARP/.test(await text(none, '#sentence')));
	await press(none, 'ArrowRight', ' ', 'End', '1');
	is('empty: no complaint', saidNone, []);
	await none.close();
	const { page: many, said: saidMany } = await open(browser, file('many.html'));
	is('many rooms: a box for each', await many.locator('#house .room').count(), 31);
	await press(many, 'ArrowRight', 'End');
	is('many rooms: no complaint', saidMany, []);
	await many.close();
}

async function main() {
	const browser = await launch();
	await alone(browser);
	const { page, said } = await open(browser, file('lesson.html'));
	for (const part of [controls, playing, questions, backAndForth, truth, lighting, packets, moving, drops, readers])
		await part(page);
	is('after all that no complaint', said, []);
	await page.close();
	for (const part of [themes, calm, printed, widths, hostile, fluent, others])
		await part(browser);
	await browser.close();
	end();
}

main().catch((e) => {
	ok('the test runs', false, e.stack);
	end();
});
