/* ipconfig /all: adapters with their addresses, gateways and name servers, in any language. Labels
 * are filled with dots up to a colon; an adapter is a line of its own that ends in one. */
#include "base/buf.h"
#include "base/limits.h"
#include "console.h"

enum label { LABEL_OTHER, LABEL_HOST, LABEL_ADDRESS, LABEL_GATEWAY, LABEL_DNS, LABEL_DHCP };

/* Beginnings of labels. */
static const struct {
    const char *begins;
    enum label label;
} labels[] = {
    {"Host Name",                   LABEL_HOST   },
    {"Hostname",                    LABEL_HOST   },
    {"Nom de l",                    LABEL_HOST   },
    {"IP Address",                  LABEL_ADDRESS},
    {"IPv4 Address",                LABEL_ADDRESS},
    {"IPv6 Address",                LABEL_ADDRESS},
    {"Link-local IPv6",             LABEL_ADDRESS},
    {"Temporary IPv6",              LABEL_ADDRESS},
    {"Autoconfiguration I",         LABEL_ADDRESS},
    {"IP-Adresse",                  LABEL_ADDRESS},
    {"IPv4-Adresse",                LABEL_ADDRESS},
    {"IPv6-Adresse",                LABEL_ADDRESS},
    {"Verbindungslokale IPv6",      LABEL_ADDRESS},
    {"Temporäre IPv6",             LABEL_ADDRESS},
    {"IP-Adresse (Autokonfig",      LABEL_ADDRESS},
    {"Adresse IP",                  LABEL_ADDRESS},
    {"Adresse d'autoconfiguration", LABEL_ADDRESS},
    {"Default Gateway",             LABEL_GATEWAY},
    {"Standardgateway",             LABEL_GATEWAY},
    {"Passerelle par d",            LABEL_GATEWAY},
    {"DNS Servers",                 LABEL_DNS    },
    {"DNS-Server",                  LABEL_DNS    },
    {"Serveurs DNS",                LABEL_DNS    },
    {"DHCP Enabled",                LABEL_DHCP   },
    {"DHCP aktiviert",              LABEL_DHCP   },
    {"DHCP activ",                  LABEL_DHCP   },
};

enum { ADDRESSES = 64 };

/* One adapter, until the next one begins. */
struct card {
    struct str name, addresses[ADDRESSES], dhcp;
    struct buf gateway, dns;
    uint32_t lines[ADDRESSES];
    uint64_t offsets[ADDRESSES];
    size_t n;
    enum label last;
};

/* "   IPv4 Address. . . . . . . . . . . : 192.0.2.20(Preferred)" */
static bool divide(struct str line, struct str *label, struct str *value)
{
    const char *dots = str_find(line, STR(". "));
    const char *colon =
        dots ? str_find(str_skip(line, (size_t)(dots - line.ptr)), STR(": ")) : NULL;
    if (dots && !colon && str_ends(line, STR(":")))
        colon = line.ptr + line.len - 1;
    if (!colon)
        return false;
    *label = str_head(line, (size_t)(dots - line.ptr));
    while (label->len && strchr(". ", label->ptr[label->len - 1]))
        label->len--;
    *label = str_trim(*label);
    *value = str_trim(str_skip(line, (size_t)(colon + 1 - line.ptr)));
    return label->len > 0;
}

static enum label label_of(struct str label)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (str_starts_nocase(label, str_of(labels[i].begins)))
            return labels[i].label;
    return LABEL_OTHER;
}

/* "Ethernet adapter Local Area Connection:" */
static bool is_adapter(struct str line)
{
    struct str words[3];
    return line.len && line.ptr[0] != ' ' && str_ends(line, STR(":")) &&
           console_words(line, words, ARRAY_LEN(words)) >= 2 && !str_find(line, STR(". ."));
}

static bool begins(const struct console *c, struct str line, struct str next)
{
    struct str rest = c->rest, label, value, now = next;
    if (divide(line, &label, &value))
        return str_find(line, STR(". .")) && label_of(label) != LABEL_OTHER;
    if (!is_adapter(line) && !str_find(line, STR("IP")))
        return false;
    for (int i = 0; i < 3 && str_line(&rest, &now); i++)
        if (str_trim(now).len)
            return str_find(now, STR(". .")) && divide(now, &label, &value);
    return false;
}

/* The part of the heading that names the connection. */
static struct str adapter_name(struct str line)
{
    static const char *const kinds[] = {"adapter ", "Adapter ", "-Adapter "};
    struct str s = str_head(line, line.len - 1);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const char *at = str_find(s, str_of(kinds[i]));
        if (at)
            return str_trim(str_skip(s, (size_t)(at - s.ptr) + strlen(kinds[i])));
    }
    static const char *const carte[] = {"Carte Ethernet ", "Carte r\xC3\xA9seau sans fil ",
                                        "Carte "};
    for (size_t i = 0; i < ARRAY_LEN(carte); i++)
        if (str_starts(s, str_of(carte[i])))
            return str_trim(str_skip(s, strlen(carte[i])));
    return str_trim(s);
}

/* "192.0.2.20(Preferred)", "fe80::1%11(Bevorzugt)" */
static struct str bare(struct str value)
{
    struct str rest;
    return str_trim(str_cut(value, '(', &rest));
}

static bool is_address(struct str s)
{
    bool mark = false;
    for (size_t i = 0; i < s.len; i++) {
        mark |= s.ptr[i] == '.' || s.ptr[i] == ':';
        if (s.ptr[i] == '%')
            break;
        bool hex = (s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
                   ((s.ptr[i] | 0x20) >= 'a' && (s.ptr[i] | 0x20) <= 'f');
        if (!hex && !strchr(".:", s.ptr[i]))
            return false;
    }
    return s.len > 1 && mark;
}

static void add_to(struct buf *list, struct str value)
{
    if (value.len)
        buf_fmt(list, "%s%.*s", list->len ? ", " : "", STR_ARG(value));
}

static void take(struct console *c, struct card *card, enum label label, struct str value)
{
    card->last = label;
    value = bare(value);
    if (label == LABEL_HOST && value.len)
        c->host = value;
    if (label == LABEL_DHCP)
        card->dhcp = value;
    if (label == LABEL_GATEWAY && is_address(value))
        add_to(&card->gateway, value);
    if (label == LABEL_DNS && is_address(value))
        add_to(&card->dns, value);
    if (label == LABEL_ADDRESS && is_address(value) && card->n < ADDRESSES) {
        card->lines[card->n] = c->place.line;
        card->offsets[card->n] = console_offset(c);
        card->addresses[card->n++] = value;
    }
}

static struct str yes_or_no(struct str word)
{
    static const char *const yes[] = {"Yes", "Ja", "Oui", "S\xC3\xAD", "S\xC3\xAC"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        if (str_eq_nocase(word, str_of(yes[i])))
            return STR("yes");
    return word.len ? STR("no") : word;
}

static void put_card(struct console *c, size_t capture, struct card *card)
{
    struct arena *arena = &c->batch->arena;
    for (size_t i = 0; i < card->n; i++) {
        struct fact *f = console_fact(c, &c->batch->captures[capture]);
        f->line = card->lines[i];
        f->offset = card->offsets[i];
        fact_put(arena, f, STR("adapter"), card->name);
        fact_put(arena, f, STR("address"), card->addresses[i]);
        fact_put(arena, f, STR("gateway"), buf_str(&card->gateway));
        fact_put(arena, f, STR("dns"), buf_str(&card->dns));
        if (card->dhcp.len)
            fact_put(arena, f, STR("dhcp"), yes_or_no(card->dhcp));
    }
    card->n = 0;
    card->dhcp = card->name = (struct str){0};
    buf_reset(&card->gateway);
    buf_reset(&card->dns);
}

/* One line; false when the table is over. */
static bool read_line(struct console *c, size_t capture, struct card *card)
{
    struct str label, value, text = str_trim(c->line), command;
    if (text.len == 0)
        return true;
    if (console_prompt(c->line, &command))
        return false;
    if (divide(c->line, &label, &value)) {
        take(c, card, label_of(label), value);
    } else if (is_adapter(c->line)) {
        put_card(c, capture, card);
        card->name = adapter_name(c->line);
        card->last = LABEL_OTHER;
    } else if (c->line.ptr[0] == ' ' && is_address(bare(text))) {
        take(c, card, card->last, text); /* one more of the same */
    } else {
        return c->line.ptr[0] == ' ' && (card->last = LABEL_OTHER, true);
    }
    return true;
}

static void read(struct console *c)
{
    struct card card = {.gateway = BUF_CAP(LIMIT_RECORD_BYTES), .dns = BUF_CAP(LIMIT_RECORD_BYTES)};
    console_capture(c, FACT_ADDRESS, "ipconfig /all");
    size_t capture = c->batch->captures_n - 1;
    bool headed = !is_adapter(c->line), ended = false;
    struct str label, value;
    if (divide(c->line, &label, &value) || is_adapter(c->line))
        console_back(c);
    while (!ended && console_next(c))
        ended = !read_line(c, capture, &card);
    if (ended)
        console_back(c);
    put_card(c, capture, &card);
    struct capture *made = &c->batch->captures[capture];
    made->host = c->host;
    if (made->facts_n == 0) /* the host's name was all that was copied */
        c->batch->captures_n--;
    else
        capture_scope(&c->batch->arena, made, STR("whole"), headed ? STR("yes") : STR("no"));
    buf_free(&card.gateway);
    buf_free(&card.dns);
}

const struct table table_address = {"ipconfig", NULL, begins, read};
