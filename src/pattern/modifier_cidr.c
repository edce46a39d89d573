/* cidr: addresses in a network, compared as numbers, so that any spelling of an address will do. */
#include "modifier.h"

#include <arpa/inet.h>

enum { ADDRESS_ROOM = 64 };

struct address {
    bool v6;
    uint8_t bytes[16];
};

struct network {
    struct address base;
    unsigned bits;
};

struct networks {
    struct network *v;
    size_t n;
};

static bool address_parse(struct str text, struct address *out)
{
    char z[ADDRESS_ROOM];
    if (text.len == 0 || text.len >= sizeof z || memchr(text.ptr, '\0', text.len))
        return false;
    memcpy(z, text.ptr, text.len);
    z[text.len] = '\0';
    *out = (struct address){0};
    if (inet_pton(AF_INET, z, out->bytes) == 1)
        return true;
    z[strcspn(z, "%")] = '\0'; /* "fe80::1%12": the interface is no part of the address */
    out->v6 = true;
    return inet_pton(AF_INET6, z, out->bytes) == 1;
}

static bool bit_at(const uint8_t *bytes, unsigned i)
{
    return bytes[i / 8] >> (7 - i % 8) & 1;
}

static bool network_has(const struct network *net, const struct address *a)
{
    size_t whole = net->bits / 8;
    if (a->v6 != net->base.v6 || memcmp(a->bytes, net->base.bytes, whole) != 0)
        return false;
    for (unsigned i = (unsigned)whole * 8; i < net->bits; i++)
        if (bit_at(a->bytes, i) != bit_at(net->base.bytes, i))
            return false;
    return true;
}

/* Clears what lies behind the prefix; false when nothing was set there. */
static bool host_bits_clear(struct network *net)
{
    bool set = false;
    for (unsigned i = net->bits; i < (net->base.v6 ? 128U : 32U); i++) {
        set = set || bit_at(net->base.bytes, i);
        net->base.bytes[i / 8] &= (uint8_t) ~(1U << (7 - i % 8));
    }
    return set;
}

static enum status network_parse(const struct operand *op, struct network *net, struct err *err)
{
    struct str bits;
    struct str base = str_cut(op->text, '/', &bits);
    bool slash = base.len < op->text.len;
    uint64_t n = 0;
    if (op->kind != OPERAND_TEXT || !address_parse(base, &net->base))
        return err_at(err, FAIL_INPUT, op->loc, "'%.*s' is no network; write it as '10.0.0.0/8'",
                      STR_ARG(str_head(op->text, 80)));
    uint64_t most = net->base.v6 ? 128 : 32;
    if (slash && (!str_to_u64(bits, &n) || n > most))
        return err_at(err, FAIL_INPUT, op->loc, "prefix of '%.*s' is not in 0..%d",
                      STR_ARG(str_head(op->text, 80)), (int)most);
    net->bits = (unsigned)(slash ? n : most);
    if (!host_bits_clear(net))
        return OK;
    char text[INET6_ADDRSTRLEN];
    inet_ntop(net->base.v6 ? AF_INET6 : AF_INET, net->base.bytes, text, sizeof text);
    return err_at(err, FAIL_INPUT, op->loc,
                  "network '%.*s' has host bits set, did you mean '%s/%u'?",
                  STR_ARG(str_head(op->text, 80)), text, net->bits);
}

static enum status networks_compile(struct build *b, const struct operand *v, size_t n,
                                    const void **out, struct err *err)
{
    struct networks *all = ARENA_NEW(b->arena, struct networks);
    all->v = ARENA_ARRAY(b->arena, struct network, n);
    for (; all->n < n; all->n++)
        TRY(network_parse(&v[all->n], &all->v[all->n], err));
    *out = all;
    return OK;
}

/* "::ffff:10.1.2.3" is how Windows writes an IPv4 peer of an IPv6 socket. */
static bool address_unmap(const struct address *a, struct address *v4)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (!a->v6 || memcmp(a->bytes, mapped, sizeof mapped) != 0)
        return false;
    *v4 = (struct address){0};
    memcpy(v4->bytes, a->bytes + 12, 4);
    return true;
}

static enum answer networks_test(const void *compiled, const struct subject *s)
{
    const struct networks *all = compiled;
    struct address a, v4;
    if (!address_parse(s->value, &a))
        return NO;
    bool mapped = address_unmap(&a, &v4);
    for (size_t i = 0; i < all->n; i++)
        if (network_has(&all->v[i], &a) || (mapped && network_has(&all->v[i], &v4)))
            return YES;
    return NO;
}

static const struct comparison compare_cidr = {
    .name = "cidr", .compile = networks_compile, .test = networks_test};

const struct modifier modifier_cidr = {.name = "cidr",
                                       .is = CIDR,
                                       .with = ALL | NEQ | EXPAND,
                                       .hint = "an address is compared as a number",
                                       .comparison = &compare_cidr};
