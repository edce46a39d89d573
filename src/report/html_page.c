/* The HTML file around the document: its head with the policy, which allows the style by its digest
 * and nothing else, so nothing that might slip through could run or load. */
#include "foreign.h"
#include "html.h"

#include "base/asset.h"
#include "base/sha256.h"

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The digest as a policy wants it: base64 of its 32 bytes. */
static void print_digest(struct buf *to, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { BYTES = 32 };
    struct sha256 s;
    char hex[SHA256_HEX];
    unsigned char bytes[BYTES + 1] = {0};
    sha256_init(&s);
    sha256_add(&s, text.ptr, text.len);
    sha256_hex(&s, hex);
    for (int i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    for (int i = 0; i < BYTES; i += 3) {
        unsigned n = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 |
                     (i + 2 < BYTES ? bytes[i + 2] : 0u);
        buf_char(to, digits[n >> 18]);
        buf_char(to, digits[n >> 12 & 63]);
        buf_char(to, digits[n >> 6 & 63]);
        buf_char(to, i + 2 < BYTES ? digits[n & 63] : '=');
    }
}

static void put_title(struct html *p, const struct doc_node *doc)
{
    buf_text(p->to, "culprit: ");
    buf_html(p->to, foreign_drop(p->arena, doc->title));
}

static void put_style(struct html *p, const struct doc_node *doc)
{
    (void)doc;
    struct str style = asset_text("report/html/style.css");
    buf_text(p->to, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'sha256-");
    print_digest(p->to, style);
    buf_text(p->to, p->o->brand.logo.len ? "'; img-src data:" : "'");
    buf_text(p->to, "; base-uri 'none'; form-action 'none'\">\n<style>");
    buf_add(p->to, style);
    buf_text(p->to, "</style>");
}

static void put_nothing(struct html *p, const struct doc_node *doc)
{
    (void)p;
    (void)doc;
}

static void put_lang(struct html *p, const struct doc_node *doc)
{
    (void)doc;
    buf_text(p->to, locale_code(p->o->locale));
}

static const struct placeholder {
    const char *name;
    void (*put)(struct html *, const struct doc_node *);
} placeholders[] = {
    {"{{title}}",  put_title  },
    {"{{style}}",  put_style  },
    {"{{script}}", put_nothing},
    {"{{body}}",   html_node  },
    {"{{lang}}",   put_lang   },
};

/* One pass over the page, so that text which looks like a placeholder stays text. */
static void fill_page(struct html *p, struct str page, const struct doc_node *doc)
{
    while (page.len) {
        size_t i = 0;
        while (i < ARRAY_LEN(placeholders) && !str_starts(page, str_of(placeholders[i].name)))
            i++;
        if (i < ARRAY_LEN(placeholders)) {
            placeholders[i].put(p, doc);
            page = str_skip(page, strlen(placeholders[i].name));
            continue;
        }
        buf_char(p->to, page.ptr[0]);
        page = str_skip(page, 1);
    }
}

void html_page(const struct doc_node *root, const struct report_options *o, struct arena *arena,
               struct buf *to)
{
    struct html p = {.to = to, .arena = arena, .level = 2, .o = o};
    fill_page(&p, asset_text("report/html/page.html"), root);
}

static enum status write(const struct analysis *a, const struct report_options *o, struct buf *to,
                         struct err *err)
{
    struct arena arena = {0};
    html_page(compose(a, o, COMPOSE_PAGE, &arena), o, &arena, to);
    arena_free(&arena);
    if (to->over)
        return err_set(err, FAIL_LIMIT, "the HTML report is longer than %zu bytes", to->cap);
    return OK;
}

const struct format format_html = {"html", "html", "one page that needs no network and no script",
                                   write};
