// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what was asked of kconfig with what came out, and says why.
 *
 *	kconfig-check .config requests
 *
 * A request is one line, `FILE:LINE SYMBOL VALUE` (VALUE n: not set). Linked
 * with the objects of the kernel's own scripts/kconfig and run by its make
 * (see scripts/kconfig-merge), so every expression printed here is the one
 * that kconfig itself evaluates, with the values it has.
 *
 * Exit: 0 all as requested, 1 not, 2 usage, 111 the system failed.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lkc.h"

#define NAME_MAX_LEN 64

struct request {
	const char *place, *name, *value;
};

static int min(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Letters to insert, drop, change or swap with the next to make b of a
 * (restricted Damerau-Levenshtein), or NAME_MAX_LEN for very long names.
 */
static int distance(const char *a, const char *b)
{
	int d[NAME_MAX_LEN][NAME_MAX_LEN];
	int la = strlen(a), lb = strlen(b);

	if (la >= NAME_MAX_LEN || lb >= NAME_MAX_LEN)
		return NAME_MAX_LEN;
	for (int i = 0; i <= la; i++) {
		for (int j = 0; j <= lb; j++) {
			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			d[i][j] = min(d[i][j], d[i - 1][j] + 1);
			d[i][j] = min(d[i][j], d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[la][lb];
}

/* Finds what a misspelt name meant, if it is not too far off. */
static void print_similar(const char *name)
{
	const struct symbol *best = NULL;
	int least = strlen(name) / 4 + 1;

	for (int i = 0; i < SYMBOL_HASHSIZE; i++) {
		for (struct symbol *s = symbol_hash[i]; s; s = s->next) {
			int n;

			if (!s->name || s->type == S_UNKNOWN)
				continue;
			n = distance(s->name, name);
			if (n > least || (best && n == least))
				continue;
			best = s;
			least = n;
		}
	}
	if (best)
		fprintf(stderr, "    did you mean CONFIG_%s?\n", best->name);
}

static void print_expr(const char *title, struct expr *e)
{
	struct gstr text = str_new();

	expr_gstr_print(e, &text);
	fprintf(stderr, "    %s: %s\n", title, str_get(&text));
	str_free(&text);
}

/* Only those terms of a chain of && that are n. */
static void print_unmet(const char *title, struct expr *e)
{
	if (!e || expr_calc_value(e) == yes)
		return;
	if (e->type == E_AND) {
		print_unmet(title, e->left.expr);
		print_unmet(title, e->right.expr);
		return;
	}
	print_expr(title, e);
}

/* Only those terms of a chain of || that are not n. */
static void print_cause(const char *title, struct expr *e)
{
	if (!e || expr_calc_value(e) == no)
		return;
	if (e->type == E_OR) {
		print_cause(title, e->left.expr);
		print_cause(title, e->right.expr);
		return;
	}
	print_expr(title, e);
}

static void print_where(const struct symbol *sym)
{
	const struct property *p;

	for (p = sym->prop; p; p = p->next) {
		if (p->type != P_SYMBOL || !p->menu || !p->menu->file)
			continue;
		fprintf(stderr, "    defined at %s:%d\n", p->menu->file->name,
			p->menu->lineno);
		return;
	}
}

static void why_choice(struct symbol *sym)
{
	struct symbol *choice, *taken;

	choice = prop_get_symbol(sym_get_choice_prop(sym));
	taken = choice ? sym_get_choice_value(choice) : NULL;
	if (taken && taken != sym && taken->name)
		fprintf(stderr, "    one of a choice, which is "
			"CONFIG_%s\n", taken->name);
}

static void why_number(struct symbol *sym)
{
	struct property *range = sym_get_range_prop(sym);

	if (range && range->expr && range->expr->left.sym &&
	    range->expr->right.sym)
		fprintf(stderr, "    allowed range: %s to %s\n",
			sym_get_string_value(range->expr->left.sym),
			sym_get_string_value(range->expr->right.sym));
}

static void why(struct symbol *sym, const struct request *r)
{
	struct property *p;
	bool prompt = false;

	print_where(sym);
	if (sym->rev_dep.tri != no && !strcmp(r->value, "n")) {
		print_cause("selected by", sym->rev_dep.expr);
		return;
	}
	print_unmet("unmet: depends on", sym->dir_dep.expr);
	for_all_prompts(sym, p) {
		prompt = true;
		if (expr_calc_value(sym->dir_dep.expr) != no ||
		    !sym->dir_dep.expr)
			print_unmet("unmet: can be set only if",
				    p->visible.expr);
	}
	if (!prompt) {
		fprintf(stderr, "    it has no prompt: nobody can set it\n");
		for_all_defaults(sym, p)
			print_expr("default", p->expr);
		if (sym->rev_dep.expr)
			print_expr("only selected by", sym->rev_dep.expr);
	}
	if (sym_is_choice_value(sym))
		why_choice(sym);
	if (sym->type == S_INT || sym->type == S_HEX)
		why_number(sym);
}

static bool same(const struct symbol *sym, const char *actual,
		 const char *wanted)
{
	size_t len = strlen(wanted);

	if (sym->type == S_STRING && len >= 2 && wanted[0] == '"' &&
	    wanted[len - 1] == '"')
		return strlen(actual) == len - 2 &&
			!strncmp(actual, wanted + 1, len - 2);
	if (!actual[0])
		actual = "n";
	return !strcmp(actual, wanted);
}

static bool check(const struct request *r)
{
	struct symbol *sym = sym_find(r->name);
	const char *actual;

	if (!sym || sym->type == S_UNKNOWN) {
		fprintf(stderr, "kconfig-check: %s: no symbol CONFIG_%s in "
			"this kernel (for this architecture)\n", r->place,
			r->name);
		print_similar(r->name);
		return false;
	}
	sym_calc_value(sym);
	actual = sym_get_string_value(sym);
	if (same(sym, actual, r->value))
		return true;
	fprintf(stderr, "kconfig-check: %s: CONFIG_%s: requested %s, "
		"got %s\n", r->place, r->name, r->value,
		actual[0] ? actual : "n");
	why(sym, r);
	return false;
}

static bool check_file(FILE *f, const char *path)
{
	char *line = NULL, *rest;
	size_t room = 0;
	bool good = true;
	int number = 0;

	while (getline(&line, &room, f) > 0) {
		struct request r;

		number++;
		line[strcspn(line, "\n")] = '\0';
		r.place = strtok_r(line, " ", &rest);
		r.name = strtok_r(NULL, " ", &rest);
		r.value = rest;
		if (!r.name || !r.value[0]) {
			fprintf(stderr, "kconfig-check: %s:%d: not FILE:LINE "
				"SYMBOL VALUE\n", path, number);
			good = false;
			continue;
		}
		good &= check(&r);
	}
	free(line);
	return good;
}

int main(int argc, char **argv)
{
	bool good;
	FILE *f;

	if (argc != 3) {
		fprintf(stderr, "usage: kconfig-check .config requests\n");
		return 2;
	}
	f = fopen(argv[2], "r");
	if (!f) {
		fprintf(stderr, "kconfig-check: %s: %s\n", argv[2],
			strerror(errno));
		return 111;
	}
	conf_set_message_callback(NULL);
	conf_parse("Kconfig");
	if (conf_read(argv[1])) {
		fprintf(stderr, "kconfig-check: cannot read %s\n", argv[1]);
		return 111;
	}
	good = check_file(f, argv[2]);
	fclose(f);
	return good ? 0 : 1;
}
