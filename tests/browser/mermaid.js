// mermaid.js - does Mermaid draw what `show --mermaid` writes?
//
//     node mermaid.js FILE.mermaid...
'use strict';

const fs = require('fs');
const path = require('path');
const { ok, launch, end } = require('./tap.js');

/* How many boxes and lines Mermaid made of it; a line back to its own box is drawn in three. */
async function draw(page, source) {
	return page.evaluate(async (text) => {
		try {
			await window.mermaid.parse(text);
			const { svg } = await window.mermaid.render('drawing', text);
			document.body.innerHTML = svg;
			return {
				nodes: document.querySelectorAll('g.node[id^="flowchart-n"]').length,
				lines: document.querySelectorAll('path.flowchart-link').length,
			};
		} catch (e) {
			return { error: e.message };
		}
	}, source);
}

async function main() {
	const browser = await launch();
	const page = await browser.newPage();
	await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
	await page.evaluate(() => window.mermaid.initialize({ startOnLoad: false }));
	for (const file of process.argv.slice(2)) {
		const source = fs.readFileSync(file, 'utf8');
		const got = await draw(page, source);
		const nodes = (source.match(/^ {4}n\d+\[/gm) || []).length;
		const links = [...source.matchAll(/^ {4}(n\d+) (?:---|-\.-)\|.*\| (n\d+)$/gm)];
		const lines = links.length + 2 * links.filter(([, a, b]) => a === b).length;
		ok(`Mermaid draws ${path.basename(file)}`,
			!got.error && got.nodes === nodes && got.lines === lines, got, { nodes, lines });
		ok('and runs nothing in it', await page.evaluate(() => window.hacked === undefined));
	}
	const wrong = await draw(page, 'flowchart LR\n    n0[["a" --- n1\n');
	ok('Mermaid refuses what is none', wrong.error !== undefined, wrong);
	await browser.close();
	end();
}

main().catch((e) => {
	ok('the test runs', false, e.stack);
	end();
});
