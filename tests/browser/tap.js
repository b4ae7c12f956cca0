// tap.js - TAP on stdout, and a Chromium that tells what it did
'use strict';

const { chromium } = require('playwright-core');
const { pathToFileURL } = require('url');

let failures = 0;

function ok(what, good, ...details) {
	console.log((good ? 'ok - ' : 'not ok - ') + what);
	if (good)
		return;
	failures++;
	for (const d of details)
		console.log('#   ' + (typeof d === 'string' ? d : JSON.stringify(d)));
}

function is(what, got, wanted) {
	ok(what, JSON.stringify(got) === JSON.stringify(wanted), { got }, { wanted });
}

/* As root there is no sandbox to be had. */
function launch() {
	return chromium.launch({
		executablePath: '/usr/bin/chromium-headless-shell',
		args: ['--no-sandbox', '--disable-gpu'],
	});
}

/* A page, and all that it said, threw and asked for. */
async function open(browser, file, options = {}) {
	const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
	const said = [], asked = [];
	page.setDefaultTimeout(10000);
	page.on('console', (m) => said.push(m.text()));
	page.on('pageerror', (e) => said.push(e.message));
	page.on('dialog', (d) => { said.push('dialog: ' + d.message()); d.dismiss(); });
	page.on('request', (r) => asked.push(r.url()));
	await page.goto(pathToFileURL(file).href);
	return { page, said, asked };
}

function end() {
	process.exit(failures ? 1 : 0);
}

module.exports = { ok, is, launch, open, end };
