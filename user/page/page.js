/*
 * page.js - steps through a capture.
 *
 *     story (never changes) + state { at, playing, answers } ──show()──▶ the page
 *
 * Every change of state goes through go(), and all that is shown follows from the state. Text gets
 * into the page by textContent alone: names and packets are whatever somebody put into them.
 */
'use strict';

const story = JSON.parse(document.getElementById('data').textContent);
const state = { at: 0, playing: false, answers: new Map() };
const $ = (id) => document.getElementById(id);

const CHAR = 8.5, ROW = 23, MARGIN = 20; /* of the drawing: a character, a line, its border */
const WIDER = 3, HIGHER = 1.6;           /* where no box stands, pipes get more room */
const SLIM = 620;                        /* narrower than this, the slim drawing */
const MOVE_MS = 900, REST_MS = 900;      /* a packet's way through a pipe; a look at it */
const LETTER_MS = 25;                    /* to read one */

/* ---- building blocks ---- */

function element(name, attributes, ...children) {
	const e = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {}))
		e.setAttribute(key, value);
	e.append(...children);
	return e;
}

function shape(name, attributes, text) {
	const e = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes || {}))
		e.setAttribute(key, value);
	if (text !== undefined)
		e.textContent = text;
	return e;
}

function roomName(room) {
	return room === undefined ? 'somewhere' : story.rooms[room].name;
}

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/* ---- tables: what stood in them before each step, and after ---- */

const tables = new Map(); /* "room table" -> Map(key -> cells) */

function tableOf(room, table) {
	const name = room + ' ' + table;
	if (!tables.has(name))
		tables.set(name, new Map());
	return tables.get(name);
}

function put(room, table, key, cells) {
	if (cells)
		tableOf(room, table).set(key, cells);
	else
		tableOf(room, table).delete(key);
}

function change([table, room, key, ...cells]) {
	const before = tableOf(room, table).get(key);
	const after = cells.length ? cells : undefined;
	put(room, table, key, after);
	return { room, table, key, before, after };
}

/* Runs through the story once, so that each step knows how to be undone; then back to the start. */
function rehearse() {
	for (const row of story.first)
		change(row);
	for (const step of story.steps)
		step.changes = (step.ops || []).map(change);
	for (let i = story.steps.length - 1; i >= 0; i--)
		undo(story.steps[i]);
}

function undo(step) {
	for (const c of [...step.changes].reverse())
		put(c.room, c.table, c.key, c.before);
}

function redo(step) {
	for (const c of step.changes)
		put(c.room, c.table, c.key, c.after);
}

/* Brings the tables from after step @from to after step @to; returns what has to be shown anew. */
function travel(from, to) {
	const touched = [];
	for (let i = from; i > to; i--) {
		undo(story.steps[i]);
		touched.push(...story.steps[i].changes);
	}
	for (let i = from + 1; i <= to; i++) {
		redo(story.steps[i]);
		touched.push(...story.steps[i].changes);
	}
	return touched;
}

/* ---- tables, shown ---- */

const TABLES = {
	neigh: { title: 'Neighbours (ARP table)', heads: ['address', 'MAC', 'at', 'state'] },
	route: { title: 'Routes', heads: ['to', 'way', 'at'] },
	fdb: { title: 'Switch: which MAC behind which port', heads: ['MAC', 'port', ''] },
	addr: { title: 'Addresses', heads: ['address', 'at'] },
	link: { title: 'Interfaces', heads: ['name', 'MAC', ''] },
};

const cards = new Map(); /* room -> its card */
const bodies = new Map(); /* "room table" -> { tbody, rows: Map(key -> tr) } */
let lit = []; /* rows that the current step changed */

function tableView(room, table) {
	const { title, heads } = TABLES[table];
	const tbody = element('tbody');
	const head = element('tr', {}, ...heads.map((h) => element('th', { scope: 'col' }, h)));
	const part = element('div', { class: table }, element('h4', {}, title),
		element('table', { 'aria-label': roomName(room) + ': ' + title },
			element('thead', {}, head), tbody),
		element('p', { class: 'empty' }, 'empty'));
	bodies.set(room + ' ' + table, { part, tbody, rows: new Map() });
	return part;
}

function cardView(room) {
	const { name, kind } = story.rooms[room];
	const card = element('article', { class: 'card', 'aria-label': name },
		element('header', {}, element('h3', {}, name), element('span', { class: 'kind' }, kind)));
	for (const table of Object.keys(TABLES))
		card.append(tableView(room, table));
	cards.set(room, card);
	for (const table of Object.keys(TABLES))
		showTable(room, table);
	return card;
}

function rowView(view, key, cells) {
	let row = view.rows.get(key);
	if (!row) {
		row = element('tr', {}, ...cells.map(() => element('td')));
		view.rows.set(key, row);
		view.tbody.append(row);
	}
	cells.forEach((cell, i) => { row.cells[i].textContent = cell; });
	return row;
}

function showEmpty(room, table) {
	const view = bodies.get(room + ' ' + table);
	const none = view.rows.size === 0;
	const always = table === 'neigh' && story.rooms[room].kind !== 'switch';
	view.tbody.parentNode.hidden = none;
	view.part.hidden = none && !always;
	view.part.lastChild.hidden = !none;
}

function showTable(room, table) {
	for (const [key, cells] of tableOf(room, table))
		rowView(bodies.get(room + ' ' + table), key, cells);
	showEmpty(room, table);
}

function showRow({ room, table, key }) {
	const view = bodies.get(room + ' ' + table);
	if (!view)
		return;
	const cells = tableOf(room, table).get(key);
	if (cells) {
		rowView(view, key, cells);
	} else if (view.rows.has(key)) {
		view.rows.get(key).remove();
		view.rows.delete(key);
	}
	showEmpty(room, table);
}

function lightRow({ room, table, key, before, after }) {
	const view = bodies.get(room + ' ' + table);
	if (!view)
		return;
	const row = rowView(view, key, after || before || []);
	row.classList.add('lit');
	row.classList.toggle('gone', !after);
	for (let i = 0; i < row.cells.length; i++)
		row.cells[i].classList.toggle('lit', !before || !after || before[i] !== after[i]);
	showEmpty(room, table);
	lit.push({ room, table, key, row });
}

function darken() {
	const was = lit;
	lit = [];
	for (const l of was) {
		l.row.classList.remove('lit', 'gone');
		for (const cell of l.row.cells)
			cell.classList.remove('lit');
		showRow(l);
	}
}

function showTables(touched, step) {
	darken();
	for (const t of touched)
		showRow(t);
	for (const c of step.changes)
		lightRow(c);
}

/* ---- the house, drawn ---- */

let drawing, picture; /* one of story.drawings; its shapes */

/* Where each column or line of characters begins; those without a box are wider. */
function scale(size, unit, more, spans) {
	const starts = [MARGIN];
	for (let i = 0; i <= size; i++) {
		const covered = spans.some(([from, length]) => i >= from && i < from + length);
		starts.push(starts[i] + (covered ? unit : unit * more));
	}
	return (at) => starts[at];
}

function middle(of, at) {
	return (of(at) + of(at + 1)) / 2;
}

function point([x, y]) {
	return [middle(picture.x, x), middle(picture.y, y)];
}

function boxOf(b) {
	const x = picture.x(b.x), y = picture.y(b.y) + ROW * 0.25;
	return { x, y, w: picture.x(b.x + b.w) - x, h: picture.y(b.y + b.h) - ROW * 0.25 - y };
}

function roomView(b) {
	const { x, y, w, h } = boxOf(b);
	const g = shape('g', { class: 'room ' + story.rooms[b.room].kind });
	g.append(shape('rect', { class: 'box', x, y, width: w, height: h, rx: 10 }));
	b.lines.forEach((line, i) => {
		g.append(shape('text', {
			class: i === 0 ? 'title' : 'quiet',
			x: x + 2 * CHAR, y: middle(picture.y, b.y + 1 + i), 'dominant-baseline': 'central',
		}, line.text));
	});
	return g;
}

function wireView(w, kind) {
	return shape('polyline', { class: kind, points: w.points.map((p) => point(p).join(',')).join(' ') });
}

function endKey([room, ifindex]) {
	return room + ':' + ifindex;
}

function describeHouse() {
	const pipes = drawing.wires.map((w) => roomName(w.ends[0][0]) + ' and ' + roomName(w.ends[1][0]));
	return 'The house: ' + story.rooms.map((r) => r.name + ' (' + r.kind + ')').join(', ') +
		'. Pipes join ' + (pipes.join('; ') || 'nobody') + '.';
}

function draw(which) {
	drawing = which;
	const [w, h] = which.size;
	const x = scale(w, CHAR, WIDER, which.boxes.map((b) => [b.x, b.w]));
	const y = scale(h, ROW, HIGHER, which.boxes.map((b) => [b.y, b.h]));
	const width = x(w) + MARGIN, height = y(h) + MARGIN;
	const svg = shape('svg', {
		viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': describeHouse(),
	});
	svg.style.maxWidth = Math.max(width * 1.35, 320) + 'px';
	svg.style.margin = '0 auto';
	picture = { x, y, width, height, wires: [], ends: new Map(), rooms: new Map(), moving: shape('g') };
	which.wires.forEach((wire, i) => {
		const outer = wireView(wire, 'wire');
		svg.append(outer, wireView(wire, 'bore'));
		picture.wires.push(outer);
		wire.ends.forEach((end, side) => picture.ends.set(endKey(end), { wire: i, side }));
	});
	for (const b of which.boxes) {
		const g = roomView(b);
		picture.rooms.set(b.room, { g, ...boxOf(b) });
		svg.append(g);
	}
	svg.append(picture.moving);
	$('house').replaceChildren(svg);
}

/* The slim one, where the window is. */
function chooseDrawing() {
	const all = story.drawings;
	const best = $('house').clientWidth < SLIM && all.length > 1 ? all[1] : all[0];
	if (!best || best === drawing)
		return false;
	draw(best);
	return true;
}

/* A hop's way: points from the end that it leaves to the one that it reaches. */
function wayOf(hop) {
	const from = hop.from && picture.ends.get(endKey(hop.from));
	const to = hop.to && picture.ends.get(endKey(hop.to));
	const end = from || to;
	if (!end)
		return null;
	const points = drawing.wires[end.wire].points.map(point);
	const forward = from ? from.side === 0 : to.side === 1;
	return { wire: end.wire, points: forward ? points : points.reverse() };
}

function lengths(points) {
	return points.slice(1).map((p, i) => Math.hypot(p[0] - points[i][0], p[1] - points[i][1]));
}

function sum(numbers) {
	return numbers.reduce((a, b) => a + b, 0);
}

/* Where one is that has gone @share of the way. */
function along(points, share) {
	const parts = lengths(points);
	let rest = sum(parts) * share;
	for (let i = 0; i < parts.length; i++) {
		if (rest <= parts[i] || i === parts.length - 1) {
			const f = parts[i] ? Math.min(1, rest / parts[i]) : 0;
			return [0, 1].map((k) => points[i][k] + (points[i + 1][k] - points[i][k]) * f);
		}
		rest -= parts[i];
	}
	return points[0];
}

const SHORT = [
	[/who-has/i, 'ARP ?'], [/is-at/i, 'ARP !'], [/echo request/, 'ping'], [/echo reply/, 'pong'],
	[/neighbor solicitation/, 'NS ?'], [/neighbor advertisement/, 'NA !'],
	[/unreachable/, 'error'], [/time exceeded/, 'error'],
];

function labelOf(step) {
	const found = SHORT.find(([re]) => re.test(step.summary));
	return found ? found[1] : (step.proto || '?').toUpperCase();
}

function envelopeWidth(step) {
	return labelOf(step).length * 8 + 18;
}

function envelope(step) {
	const label = labelOf(step), w = envelopeWidth(step);
	const g = shape('g', { class: 'envelope ' + (step.proto || '') });
	g.append(shape('rect', { x: -w / 2, y: -12, width: w, height: 24, rx: 7 }), shape('text', {}, label));
	return g;
}

function cross([x, y]) {
	const g = shape('g', { class: 'cross', transform: `translate(${x} ${y})` });
	g.append(shape('path', { d: 'M-10-10L10 10M10-10L-10 10' }));
	return g;
}

/* A word above a room: the row of its table that changed, or why the packet ended there. */
function chip(room, words, bad) {
	const r = picture.rooms.get(room);
	if (!r)
		return null;
	const text = words.length > 44 ? words.slice(0, 43) + '…' : words;
	const w = text.length * 7.9 + 20;
	const x = Math.min(Math.max(r.x + r.w / 2, w / 2 + 2), Math.max(picture.width - w / 2 - 2, w / 2));
	const g = shape('g', { class: 'chip' + (bad ? ' bad' : ''), transform: `translate(${x} ${r.y + r.h + 7})` });
	g.append(shape('rect', { x: -w / 2, y: -12, width: w, height: 24, rx: 12 }), shape('text', {}, text));
	return g;
}

function chipOf(step) {
	if (step.kind === 'drop')
		return chip(step.at?.[0], 'dropped: ' + (step.why || '').replace(/ \(.*/, ''), true);
	const c = step.changes.find((one) => one.table === 'neigh');
	if (!c || step.kind !== 'neigh')
		return null;
	return chip(c.room, (c.after || c.before)[0] + ' ' + (c.after ? c.after[3] : 'forgotten'));
}

function activeRooms(step) {
	const rooms = new Set();
	if (step.at)
		rooms.add(step.at[0]);
	for (const hop of step.hops || []) {
		if (hop.from)
			rooms.add(hop.from[0]);
		if (hop.to && hop.end === 'in')
			rooms.add(hop.to[0]);
	}
	return rooms;
}

function lightHouse(step) {
	const rooms = activeRooms(step);
	for (const [room, { g }] of picture.rooms)
		g.classList.toggle('active', rooms.has(room));
	for (const [room, card] of cards)
		card.classList.toggle('active', rooms.has(room));
	const wires = new Set((step.hops || []).map(wayOf).map((way) => way?.wire));
	picture.wires.forEach((wire, i) => wire.classList.toggle('lit', wires.has(i)));
	picture.wires.forEach((wire) => wire.classList.remove('down'));
	for (const [key, end] of picture.ends)
		if (linkIsDown(key))
			picture.wires[end.wire].classList.add('down');
}

/* A drawing higher than its window shows where it happens. */
function follow(step) {
	const house = $('house'), rooms = [...activeRooms(step)].map((r) => picture.rooms.get(r)).filter(Boolean);
	if (!rooms.length || house.scrollHeight <= house.clientHeight)
		return;
	const unit = house.scrollHeight / picture.height;
	const top = Math.min(...rooms.map((r) => r.y)), end = Math.max(...rooms.map((r) => r.y + r.h));
	house.scrollTop = ((top + end) * unit - house.clientHeight) / 2;
}

function linkIsDown(key) {
	const [room, ifindex] = key.split(':');
	const cells = tableOf(+room, 'link').get(ifindex);
	return cells !== undefined && cells[2] !== 'up';
}

/* ---- movement ---- */

let movement = 0;

/* An envelope stays outside of the boxes: it goes from border to border, or is lost on the way. */
function traveller(hop, width) {
	const way = wayOf(hop);
	if (!way)
		return null;
	const room = Math.min(0.45, (width / 2 + 3) / sum(lengths(way.points)));
	return { hop, way, half: width / 2, begin: room, end: hop.end === 'lost' ? 0.6 : 1 - room };
}

function travellers(step) {
	const width = envelopeWidth(step);
	return (step.hops || []).map((hop) => traveller(hop, width)).filter(Boolean);
}

/* Where each copy is when @share of the time has passed; one whose way has two pipes waits. */
function place(t, share, twoLegs) {
	const own = twoLegs ? Math.min(1, Math.max(0, share * 2 - (t.hop.later ? 1 : 0))) : share;
	const [free, y] = along(t.way.points, t.begin + (t.end - t.begin) * own);
	const x = Math.min(Math.max(free, t.half), picture.width - t.half);
	t.g.setAttribute('transform', `translate(${x} ${y})`);
	t.g.style.display = twoLegs && ((t.hop.later && share < 0.5) || (!t.hop.later && share > 0.5)) ? 'none' : '';
}

function arrive(step, all) {
	for (const t of all)
		if (t.hop.end === 'lost')
			picture.moving.append(cross(along(t.way.points, t.end)));
	const note = chipOf(step);
	if (note)
		picture.moving.append(note);
}

function move(step, animate) {
	const mine = ++movement;
	const all = travellers(step), twoLegs = all.some((t) => t.hop.later);
	picture.moving.replaceChildren();
	for (const t of all) {
		t.g = envelope(step);
		picture.moving.append(t.g);
	}
	const ms = animate && !calm.matches && all.length ? MOVE_MS * (twoLegs ? 1.6 : 1) / speed() : 0;
	const began = performance.now();
	function frame(now) {
		if (mine !== movement)
			return;
		const share = ms ? Math.min(1, Math.max(0, (now - began) / ms)) : 1;
		const eased = share * share * (3 - 2 * share);
		for (const t of all)
			place(t, eased, twoLegs);
		if (share < 1)
			requestAnimationFrame(frame);
		else
			arrive(step, all);
	}
	frame(began);
}

/* ---- the packet, unfolded ---- */

const LAYERS = {
	Ethernet: 'The envelope on this one wire: which network card sends, which one is meant.',
	ARP: 'The question “who has this IP address?” and its answer, in the words of RFC 826.',
	IPv4: 'The address that holds from end to end, across all wires on the way.',
	IPv6: 'The address that holds from end to end, across all wires on the way.',
	ICMP: 'The network’s own messages: echo request and reply are what ping sends and gets.',
	ICMPv6: 'IPv6’s own messages: echoes, errors, and the question who has an address.',
};

const NOTES = {
	'Ethernet Destination': 'ff:ff:ff:ff:ff:ff is everybody on the wire',
	'Ethernet Source': 'a switch learns from this where the sender is',
	'Ethernet Type': 'what is inside the envelope',
	'ARP Hardware type': '1 is Ethernet',
	'ARP Operation': '1 asks, 2 answers',
	'ARP Sender MAC': 'who hears it can remember this at once',
	'ARP Target MAC': 'all zero in a question: this is what is asked',
	'ARP Target IP': 'whose MAC is wanted',
	'IPv4 Time to live': 'each router takes one off; at 0 it throws the packet away',
	'IPv6 Hop limit': 'each router takes one off; at 0 it throws the packet away',
	'IPv4 Protocol': 'what is inside: 1 is ICMP',
	'IPv4 Checksum': 'proves that the header arrived as it was sent',
	'IPv4 Identification': 'tells which fragments belong together',
	'ICMP Type': '8 asks, 0 answers',
	'ICMPv6 Type': '128 asks, 129 answers',
	'ICMP Identifier': 'which ping this belongs to',
	'ICMP Sequence number': 'which of its echoes',
	'ICMP Data': 'comes back unchanged in the reply',
};

const unfolded = new Map(); /* packet -> its layers, made when first shown */

function fieldView(layer, [name, value, at, length]) {
	const note = NOTES[layer + ' ' + name];
	const td = element('td', {}, value);
	if (note)
		td.append(element('span', { class: 'note' }, note));
	return element('tr', {
		'data-at': at, 'data-length': length,
		title: length > 1 ? `octets ${at} to ${at + length - 1}` : `octet ${at}`,
	}, element('th', { scope: 'row' }, name), td);
}

function layerView(layer, open) {
	const body = element('tbody', {}, ...layer.fields.map((f) => fieldView(layer.name, f)));
	const view = element('details', {}, element('summary', {}, layer.name),
		element('p', {}, LAYERS[layer.name] || ''),
		element('table', { 'aria-label': layer.name + ' header' }, body));
	view.open = open;
	return view;
}

function unfold(packet) {
	if (!unfolded.has(packet)) {
		const layers = story.packets[packet].layers;
		unfolded.set(packet, layers.map((l, i) => layerView(l, i === layers.length - 1 || i === 0)));
	}
	return unfolded.get(packet);
}

function hexView(packet) {
	const pairs = story.packets[packet].hex.match(/../g) || [];
	const out = [];
	pairs.forEach((pair, i) => {
		if (i % 16 === 0)
			out.push((i ? '\n' : '') + i.toString(16).padStart(4, '0') + '  ');
		out.push(element('span', {}, pair), i % 16 === 7 ? '  ' : ' ');
	});
	const missing = story.packets[packet].len - pairs.length;
	if (missing > 0)
		out.push(`\n… ${missing} more were not captured`);
	return out;
}

function showHex() {
	const { packet } = story.steps[state.at];
	if ($('bytes').open && packet !== undefined)
		$('hex').replaceChildren(...hexView(packet));
}

function lightBytes(row) {
	const at = +row.dataset.at, end = at + +row.dataset.length;
	$('hex').querySelectorAll('span').forEach((s, i) => s.classList.toggle('lit', i >= at && i < end));
}

let shownPacket;

function showPacket(step) {
	if (step.packet === shownPacket)
		return;
	shownPacket = step.packet;
	$('bytes').hidden = step.packet === undefined;
	if (step.packet === undefined)
		$('layers').replaceChildren(element('p', { class: 'none' }, 'No packet in this step.'));
	else
		$('layers').replaceChildren(...unfold(step.packet));
	showHex();
}

/* ---- events ---- */

const entries = [];

function timeOf(us) {
	return us < 1e6 ? (us / 1e3).toFixed(3) + ' ms' : (us / 1e6).toFixed(3) + ' s';
}

function wayWords(step) {
	const hop = step.hops?.[0];
	if (!hop)
		return step.at ? roomName(step.at[0]) : '';
	const lastLeg = step.hops.filter((h) => h.later);
	const ends = (lastLeg.length ? lastLeg : step.hops)
		.map((h) => (h.to ? roomName(h.to[0]) : 'somewhere'));
	return (hop.from ? roomName(hop.from[0]) : 'somewhere') + ' → ' + [...new Set(ends)].join(', ');
}

function entryView(step, i) {
	const way = wayWords(step);
	const what = element('span', { class: 'what' }, (way ? way + ': ' : '') + step.summary +
		(step.why ? ' - dropped: ' + step.why : ''));
	const button = element('button', { type: 'button', class: step.kind + ' ' + (step.proto || '') },
		element('time', {}, timeOf(step.us)), what);
	button.addEventListener('click', () => go(i));
	entries.push(button);
	return element('li', {}, button, element('p', { class: 'told' }, meaning(step)));
}

let current;

function showEntry() {
	const button = entries[state.at], list = $('list');
	current?.removeAttribute('aria-current');
	current = button;
	button.setAttribute('aria-current', 'step');
	const top = button.parentNode.offsetTop, height = button.offsetHeight;
	if (top < list.scrollTop || top + height > list.scrollTop + list.clientHeight)
		list.scrollTop = top - list.clientHeight / 3;
}

/* ---- questions ---- */

function questionAt(at) {
	return $('asking').checked ? story.steps[at].question : undefined;
}

function isOpen(at) {
	return questionAt(at) !== undefined && !state.answers.has(at);
}

function choiceView(choice, i, question) {
	const button = element('button', { type: 'button' }, choice);
	const answer = state.answers.get(state.at);
	button.addEventListener('click', () => answerWith(i));
	if (answer !== undefined) {
		button.disabled = true;
		if (i === question.right)
			button.className = 'right';
		else if (i === answer)
			button.className = 'wrong';
	}
	return button;
}

function showQuestion() {
	const question = questionAt(state.at), answer = state.answers.get(state.at);
	$('question').hidden = !question;
	if (!question)
		return;
	$('ask').textContent = question.ask;
	$('choices').replaceChildren(...question.choices.map((c, i) => choiceView(c, i, question)));
	$('because').textContent = answer === undefined ? '' :
		(answer === question.right ? 'Right. ' : 'Not this time. ') + question.because;
}

function answerWith(i) {
	const question = questionAt(state.at);
	if (!question || state.answers.has(state.at) || i >= question.choices.length)
		return;
	state.answers.set(state.at, i);
	showQuestion();
	$('forward').focus();
}

/* ---- showing a step ---- */

function meaning(step) {
	return step.explain ? step.explain.join(' ') : step.summary;
}

function showSentence(step) {
	const sentence = $('sentence');
	const lines = step.explain || [step.summary];
	sentence.replaceChildren(...lines.map((line) => element('span', { class: 'line' }, line)));
	if (step.why)
		sentence.append(element('span', { class: 'why' }, 'Dropped: ' + step.why));
}

function showControls() {
	const last = story.steps.length - 1, time = timeOf(story.steps[state.at].us);
	$('slider').value = state.at;
	$('slider').setAttribute('aria-valuetext', `step ${state.at + 1} of ${last + 1}, ${time}`);
	$('where').textContent = `${state.at + 1} / ${last + 1} · ${time}`;
	$('first').disabled = $('back').disabled = state.at === 0;
	$('forward').disabled = $('last').disabled = state.at === last;
	$('play').textContent = state.playing ? '⏸ Pause' : '▶ Play';
	$('play').setAttribute('aria-label', state.playing ? 'Pause' : 'Play');
}

function show(touched, animate) {
	const step = story.steps[state.at];
	showTables(touched, step);
	lightHouse(step);
	follow(step);
	move(step, animate);
	showSentence(step);
	showPacket(step);
	showEntry();
	showQuestion();
	showControls();
}

/* The only way to another step. */
function go(to, playing = false) {
	const at = Math.min(Math.max(to, 0), story.steps.length - 1);
	const from = state.at;
	stopWaiting();
	state.at = at;
	state.playing = playing && at < story.steps.length - 1;
	show(travel(from, at), at === from + 1 || at === from);
	if (state.playing)
		wait();
}

/* ---- playing ---- */

let waiting;

function speed() {
	return +$('speed').value;
}

function stopWaiting() {
	clearTimeout(waiting);
	waiting = undefined;
}

/* On it goes, unless somebody is asked something. */
function wait() {
	waiting = setTimeout(() => {
		if (isOpen(state.at))
			pause();
		else
			go(state.at + 1, true);
	}, (MOVE_MS + REST_MS + LETTER_MS * meaning(story.steps[state.at]).length) / speed());
}

function pause() {
	stopWaiting();
	state.playing = false;
	showControls();
}

function togglePlay() {
	if (state.playing)
		pause();
	else
		go(state.at === story.steps.length - 1 ? 0 : state.at + (isOpen(state.at) ? 0 : 1), true);
}

function changeSpeed(by) {
	const select = $('speed');
	select.selectedIndex = Math.min(Math.max(select.selectedIndex + by, 0), select.options.length - 1);
}

/* ---- controls ---- */

const KEYS = {
	ArrowRight: () => go(state.at + 1),
	ArrowLeft: () => go(state.at - 1),
	Home: () => go(0),
	End: () => go(story.steps.length - 1),
	' ': togglePlay,
	'?': () => $('keys').showModal(),
	'+': () => changeSpeed(1),
	'-': () => changeSpeed(-1),
};

function onKey(event) {
	const { target, key } = event;
	if ((!story.steps.length && key !== '?') || event.ctrlKey || event.altKey || event.metaKey || $('keys').open)
		return;
	if (target.matches('select, input[type="range"]') || (key === ' ' && target.matches('button, input, summary')))
		return;
	if (KEYS[key]) {
		event.preventDefault();
		KEYS[key]();
	} else if (/^[1-4]$/.test(key)) {
		answerWith(+key - 1);
	}
}

const THEMES = { '': 'as the system', dark: 'dark', light: 'light' };

function nextTheme() {
	const names = Object.keys(THEMES), root = document.documentElement;
	const next = names[(names.indexOf(root.dataset.theme || '') + 1) % names.length];
	if (next)
		root.dataset.theme = next;
	else
		delete root.dataset.theme;
	$('theme').textContent = 'Theme: ' + THEMES[next];
}

function listen() {
	$('first').addEventListener('click', () => go(0));
	$('back').addEventListener('click', () => go(state.at - 1));
	$('forward').addEventListener('click', () => go(state.at + 1));
	$('last').addEventListener('click', () => go(story.steps.length - 1));
	$('play').addEventListener('click', togglePlay);
	$('slider').addEventListener('input', (e) => go(+e.target.value));
	$('asking').addEventListener('change', showQuestion);
	$('theme').addEventListener('click', nextTheme);
	$('help').addEventListener('click', () => $('keys').showModal());
	$('bytes').addEventListener('toggle', showHex);
	$('question').addEventListener('submit', (e) => e.preventDefault());
	$('layers').addEventListener('mouseover', (e) => {
		const row = e.target.closest('tr');
		if (row)
			lightBytes(row);
	});
	document.addEventListener('keydown', onKey);
	addEventListener('resize', () => {
		if (chooseDrawing())
			go(state.at);
	});
}

/* ---- the beginning ---- */

function count(n, what) {
	return n + ' ' + what + (n === 1 ? '' : 's');
}

function showAbout() {
	const began = story.steps.length ? story.began.slice(0, 19).replace('T', ' ') + ' UTC' : '';
	$('about').textContent = [count(story.steps.length, 'step'), began,
		story.host ? 'taken on ' + story.host : ''].filter(Boolean).join(' · ');
	const foot = [`Made by nscope ${story.nscope}.`];
	if (story.chatter)
		foot.push(count(story.chatter, 'event') + ' of housekeeping (IPv6 and the like) left out.');
	if (story.beyond)
		foot.push('The capture goes on: ' + count(story.beyond, 'more event') + ' had no room here.');
	if (story.lost)
		foot.push(count(story.lost, 'event') + ' were lost while it was taken.');
	if (story.strangers)
		foot.push('Others took this capture: it tells no rooms and no tables, so each MAC is a room.');
	$('foot').textContent = foot.join(' ');
}

function showRooms() {
	const rooms = story.drawings.length ? story.drawings[0].boxes.map((b) => b.room) : [];
	$('cards').replaceChildren(...rooms.map(cardView));
	$('tables').hidden = story.strangers;
}

function begin() {
	rehearse();
	showAbout();
	showRooms();
	listen();
	if (!story.steps.length || !story.drawings.length) {
		$('sentence').textContent = 'Nothing about ARP or ping happened in this capture.';
		for (const control of $('controls').querySelectorAll('button, input, select'))
			control.disabled = true;
		return;
	}
	$('slider').max = story.steps.length - 1;
	$('list').replaceChildren(...story.steps.map(entryView));
	chooseDrawing();
	redo(story.steps[0]);
	show(story.steps[0].changes, true);
}

begin();
