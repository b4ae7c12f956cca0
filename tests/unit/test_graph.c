// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_graph.c - nodes find their columns, boxes keep apart, wires end at their ports
 */
#include "unit.h"
#include "lab_by_hand.h"

#include <errno.h>

#include "../../user/show/graph_layout.h"

static struct hand h;

static struct show_config config(void)
{
	return (struct show_config){ .snap = &h.snap, .names = &h.snap, .paper.width = 80 };
}

static void pipes_are_there_once(void **state)
{
	struct show_config c = config();
	_cleanup_graph_ struct graph *g = NULL;

	(void)state;
	hand_switch(&h);
	hand_find(&h, SW, "red")->port.valid = true;
	hand_down(&h, GREEN, "eth0");
	g = graph_new(&c);
	assert_int_equal(g->n_nodes, 4);
	assert_int_equal(g->n_links, 3);
	assert_int_equal(g->links[0].ends[0].node, RED);
	assert_int_equal(g->links[0].ends[1].node, SW);
	assert_string_equal(g->links[0].ends[1].link->name, "red");
	assert_true(g->links[0].up);
	assert_false(g->links[2].up);
	assert_true(g->nodes[SW].is_switch);
	assert_false(g->nodes[RED].is_switch);
	assert_int_equal(g->nodes[SW].n_ends, 3);
	assert_false(graph_several_labs(g));
}

/* A pipe out of what is shown is none of the graph's. */
static void only_shown_rooms_are_joined(void **state)
{
	struct show_config c = config();
	struct snapshot red = { .n_rooms = 1 };
	_cleanup_graph_ struct graph *g = NULL;

	(void)state;
	hand_pair(&h);
	red.rooms = h.rooms;
	c.snap = &red;
	g = graph_new(&c);
	assert_int_equal(g->n_links, 0);
}

/* A host has pipes to a hundred containers that nobody asked for: its box stays small. */
static void what_is_out_of_sight_is_cut(void **state)
{
	struct show_config c = config();
	struct graph_lines says = { 0 }, all = { 0 };
	_cleanup_graph_ struct graph *g = NULL;

	(void)state;
	memset(&h, 0, sizeof(h));
	hand_room(&h, "host");
	for (uint32_t i = 0; i < 12; i++)
		hand_link(&h, 0, "veth", "veth")->peer_ifindex = 100 + i;
	g = graph_new(&c);
	graph_say_node(g, 0, &says);
	assert_int_equal(says.n, 10);
	assert_string_equal(says.lines[8].text, "veth to if107");
	assert_string_equal(says.lines[9].text, "... and 4 more");
	c.verbose = true;
	graph_say_node(g, 0, &all);
	assert_int_equal(all.n, 13);
	graph_lines_done(&says);
	graph_lines_done(&all);
}

static void chains_are_lines(void **state)
{
	struct rank rank[DRAW_NODES_MAX];
	struct show_config c = config();
	_cleanup_graph_ struct graph *g = NULL;

	(void)state;
	memset(&h, 0, sizeof(h));
	for (const char *name = "abcd"; *name; name++)
		hand_room(&h, (char[]){ *name, 0 });
	hand_pipe(&h, 1, "x", 3, "x");
	hand_pipe(&h, 3, "y", 0, "x");
	hand_pipe(&h, 0, "y", 2, "x");
	g = graph_new(&c);
	assert_int_equal(graph_rank(g, rank), 1);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(rank[i].row, 0);
	/* b ─ d ─ a ─ c, either way round */
	assert_int_equal(rank[1].column + rank[2].column, 3);
	assert_int_equal(rank[3].column + rank[0].column, 3);
	assert_int_equal(abs((int)rank[1].column - (int)rank[3].column), 1);
}

static void hosts_stand_on_both_sides(void **state)
{
	struct rank rank[DRAW_NODES_MAX];
	struct show_config c = config();
	_cleanup_graph_ struct graph *g = NULL;
	size_t in[3] = { 0 };

	(void)state;
	memset(&h, 0, sizeof(h));
	hand_room(&h, "sw");
	for (int i = 1; i <= 7; i++)
		hand_pipe(&h, hand_room(&h, (char[]){ (char)('a' + i), 0 }), "x", 0, "x");
	g = graph_new(&c);
	assert_int_equal(graph_rank(g, rank), 1);
	for (size_t i = 0; i < 8; i++)
		in[rank[i].column]++;
	assert_int_equal(rank[0].column, 1);
	assert_int_equal(in[0], 3);
	assert_int_equal(in[2], 4);
}

static void those_alone_are_last(void **state)
{
	struct rank rank[DRAW_NODES_MAX];
	struct show_config c = config();
	_cleanup_graph_ struct graph *g = NULL;

	(void)state;
	memset(&h, 0, sizeof(h));
	for (const char *name = "abcde"; *name; name++)
		hand_room(&h, (char[]){ *name, 0 });
	hand_pipe(&h, 1, "x", 3, "x");
	g = graph_new(&c);
	assert_int_equal(graph_rank(g, rank), 2);
	assert_int_equal(rank[1].component, 0);
	assert_int_equal(rank[3].component, 0);
	for (size_t i = 0; i < 5; i += 2) {
		assert_int_equal(rank[i].component, 1);
		assert_int_equal(rank[i].column, i / 2);
	}
}

/* ---- any graph */

static uint32_t random_next(void)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 16);
}

static void any_lab(void)
{
	int n = 1 + (int)(random_next() % DRAW_NODES_MAX);

	memset(&h, 0, sizeof(h));
	for (int i = 0; i < n; i++)
		hand_room(&h, (char[]){ (char)('a' + i), 0 });
	for (uint32_t pipes = random_next() % (2 * (uint32_t)n); pipes; pipes--) {
		int a = (int)(random_next() % (uint32_t)n), b = (int)(random_next() % (uint32_t)n);
		char name[IFNAMSIZ];

		if (h.rooms[a].n_links + 2 > HAND_ROWS || h.rooms[b].n_links + 2 > HAND_ROWS)
			continue;
		snprintf(name, sizeof(name), "%.*s", 1 + (int)(random_next() % 12),
			 "interface0123");
		hand_pipe(&h, a, name, b, "y");
	}
}

static bool overlap(const struct layout_box *a, const struct layout_box *b)
{
	return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool crosses_box(const struct layout_point *a, const struct layout_box *b)
{
	int x0 = a[0].x < a[1].x ? a[0].x : a[1].x, x1 = a[0].x + a[1].x - x0;
	int y0 = a[0].y < a[1].y ? a[0].y : a[1].y, y1 = a[0].y + a[1].y - y0;

	return x0 < b->x + b->w - 1 && x1 > b->x && y0 < b->y + b->h && y1 >= b->y;
}

static void check_wire(const struct graph *g, const struct layout *l, size_t i)
{
	const struct layout_wire *w = &l->wires[i];
	const struct graph_end *e = g->links[i].ends;
	bool ends_well = false;

	assert_in_range(w->n, 2, 6);
	for (size_t k = 1; k < w->n; k++) {
		assert_true(w->points[k].x == w->points[k - 1].x ||
			    w->points[k].y == w->points[k - 1].y);
		for (size_t b = 0; b < l->n_boxes; b++)
			assert_false(crosses_box(&w->points[k - 1], &l->boxes[b]));
	}
	/* It begins and ends on the lines that say its ports, on a border. */
	for (int way = 0; way < 2; way++) {
		bool good = true;

		for (int side = 0; side < 2; side++) {
			const struct layout_point *p = &w->points[side ? w->n - 1 : 0];
			const struct layout_box *b = &l->boxes[e[side ^ way].node];
			int line = p->y - b->y - 1;

			good &= (p->x == b->x || p->x == b->x + b->w - 1) && line >= 0 &&
				line < (int)b->says.n && b->says.lines[line].port &&
				b->says.lines[line].link == e[side ^ way].link;
		}
		ends_well |= good;
	}
	assert_true(ends_well);
}

static void any_layout_is_sound(void **state)
{
	int laid = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		const struct layout_options o = { .width = 80,
						  .narrow = round & 1,
						  .one_band = round % 7 == 0 };
		_cleanup_layout_ struct layout *l = NULL;
		_cleanup_graph_ struct graph *g = NULL;
		struct show_config c = config();
		int err;

		any_lab();
		g = graph_new(&c);
		assert_non_null(g);
		err = layout_new(g, &o, &l);
		assert_true(err == 0 || err == -E2BIG);
		if (err)
			continue;
		laid++;
		assert_in_range(l->w, 1, 80);
		for (size_t i = 0; i < l->n_boxes; i++)
			for (size_t k = 0; k < i; k++)
				assert_false(overlap(&l->boxes[i], &l->boxes[k]));
		for (size_t i = 0; i < g->n_links; i++)
			check_wire(g, l, i);
	}
	assert_in_range(laid, 2000, 3000);
}

static void too_much_is_not_drawn(void **state)
{
	const struct layout_options o = { .width = 80 }, slim = { .width = 8 };
	_cleanup_graph_ struct graph *g = NULL, *two = NULL;
	struct show_config c = config();
	struct layout *l = NULL;

	(void)state;
	memset(&h, 0, sizeof(h));
	for (int i = 0; i <= DRAW_NODES_MAX; i++)
		hand_room(&h, "r");
	g = graph_new(&c);
	assert_err(layout_new(g, &o, &l), E2BIG);
	hand_pair(&h);
	two = graph_new(&c);
	assert_err(layout_new(two, &slim, &l), E2BIG);
	assert_null(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipes_are_there_once),
		cmocka_unit_test(only_shown_rooms_are_joined),
		cmocka_unit_test(what_is_out_of_sight_is_cut),
		cmocka_unit_test(chains_are_lines),
		cmocka_unit_test(hosts_stand_on_both_sides),
		cmocka_unit_test(those_alone_are_last),
		cmocka_unit_test(any_layout_is_sound),
		cmocka_unit_test(too_much_is_not_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
