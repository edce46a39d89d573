/* Mails as they are saved (.eml): each attachment and each text is a member. A mail inside a mail
 * is a member, too, and unfolds as one. Streamed line by line; nothing depends on the length. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/stop.h"
#include "mail_head.h"
#include "reader/container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BOUNDARY_MAX = 200, ROOM = 2 * LIMIT_MAIL_LINE };

/* A line, or a piece of a long one. */
struct line {
    struct str text; /* without its line end */
    struct str end;  /* "\n", "\r\n"; empty inside a long line */
    bool starts;     /* nothing of the line was given before */
};

/* A multipart that is open. */
struct level {
    char boundary[BOUNDARY_MAX];
    size_t len;
    bool alternatives; /* its parts say the same in several forms */
    bool had_plain;    /* one of them was plain text */
};

enum place { AT_HEADER, IN_PART, BETWEEN, AT_END };

struct mail {
    int fd;
    struct unfolding *unfolding;
    char raw[ROOM];
    size_t at, len;
    bool eof, in_line; /* in_line: the last piece did not end its line */
    enum place place;
    struct level levels[LIMIT_MAIL_DEPTH];
    int depth;
    unsigned parts;
    struct mail_head head; /* of the part */
    struct arena arena;    /* of the head */
    struct buf out;        /* decoded, from out_at on to be handed out */
    size_t out_at;
    char held[2]; /* a line end that may belong to the boundary behind it */
    size_t held_len;
    unsigned bits, bits_n; /* of base64 */
    bool cut;              /* the mail ended inside a part */
};

/* Recognising ---------------------------------------------------------------------------------- */

/* Fields that only mails have together; lines of the first block decide. */
static bool probe(struct str raw)
{
    static const char *const known[] = {"from",
                                        "to",
                                        "date",
                                        "subject",
                                        "received",
                                        "message-id",
                                        "mime-version",
                                        "return-path",
                                        "content-type",
                                        "x-mailer",
                                        "reply-to",
                                        "delivered-to",
                                        "dkim-signature",
                                        "arc-seal",
                                        "arc-message-signature",
                                        "arc-authentication-results",
                                        "authentication-results",
                                        "received-spf"};
    enum { SURE = 3 };
    bool seen[ARRAY_LEN(known)] = {0};
    struct str line, name, value;
    size_t n = 0;
    for (bool first = true; str_line(&raw, &line) && line.len; first = false) {
        bool folded = line.ptr[0] == ' ' || line.ptr[0] == '\t';
        if (folded || (first && str_starts(line, STR("From "))))
            continue;
        if (!mail_field(line, &name, &value))
            return n >= SURE && raw.len == 0; /* cut by the end of the head */
        for (size_t i = 0; i < ARRAY_LEN(known); i++)
            if (!seen[i] && str_eq_nocase(name, str_of(known[i]))) {
                seen[i] = true;
                n++;
            }
    }
    return n >= SURE;
}

/* Lines ---------------------------------------------------------------------------------------- */

static enum status fill(struct mail *m, struct err *err)
{
    m->len -= m->at;
    memmove(m->raw, m->raw + m->at, m->len);
    m->at = 0;
    while (!m->eof && m->len < ROOM) {
        TRY(stop_check(err));
        ssize_t n = read(m->fd, m->raw + m->len, ROOM - m->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, FAIL_IO, "cannot read: %s", strerror(errno));
        m->eof = n == 0;
        m->len += (size_t)n;
    }
    return OK;
}

/* The next line or piece; END behind the last. It lives until the next call. */
static enum status next_line(struct mail *m, struct line *out, struct err *err)
{
    if (m->len - m->at < LIMIT_MAIL_LINE && !m->eof)
        TRY(fill(m, err));
    struct str rest = str_head((struct str){m->raw + m->at, m->len - m->at}, LIMIT_MAIL_LINE);
    if (rest.len == 0)
        return END;
    const char *end = memchr(rest.ptr, '\n', rest.len);
    size_t text = end ? (size_t)(end - rest.ptr) : rest.len, used = text + (end != NULL);
    if (end && text && rest.ptr[text - 1] == '\r')
        text--;
    *out = (struct line){
        .text = str_head(rest, text), .end = {rest.ptr + text, used - text},
              .starts = !m->in_line
    };
    m->in_line = !end;
    m->at += used;
    return OK;
}

static bool is_blank(struct str s)
{
    return str_trim(s).len == 0;
}

/* "--boundary" begins a part, "--boundary--" ends the multipart. One of an outer multipart ends the
 * inner ones, whose ends are missing. */
static bool meets_boundary(struct mail *m, const struct line *line)
{
    if (!line->starts || !str_starts(line->text, STR("--")))
        return false;
    for (int i = m->depth - 1; i >= 0; i--) {
        struct str boundary = {m->levels[i].boundary, m->levels[i].len};
        struct str rest = str_skip(line->text, 2);
        if (!str_starts(rest, boundary))
            continue;
        rest = str_skip(rest, boundary.len);
        bool closes = str_starts(rest, STR("--"));
        if (!closes && !is_blank(rest))
            continue;
        m->depth = closes ? i : i + 1;
        m->place = closes ? BETWEEN : AT_HEADER;
        return true;
    }
    return false;
}

/* Headers -------------------------------------------------------------------------------------- */

static void take_field(struct mail *m, struct buf *field)
{
    struct str name, value;
    if (mail_field(buf_str(field), &name, &value))
        mail_head_take(&m->head, &m->arena, name, value);
    buf_reset(field);
}

/* Up to the blank line, or a boundary where there is none. */
static enum status read_header(struct mail *m, struct err *err)
{
    struct buf field = BUF_CAP(LIMIT_MAIL_HEADER);
    struct line line;
    enum status status;
    size_t used = 0;
    arena_reset(&m->arena);
    m->head = (struct mail_head){0};
    m->place = IN_PART;
    while ((status = next_line(m, &line, err)) == OK) {
        if (meets_boundary(m, &line) || (line.starts && line.text.len == 0))
            break;
        bool folded = !line.starts || line.text.ptr[0] == ' ' || line.text.ptr[0] == '\t';
        if (!folded)
            take_field(m, &field);
        used += line.text.len;
        if (used <= LIMIT_MAIL_HEADER)
            buf_add(&field, line.text);
    }
    take_field(m, &field);
    buf_free(&field);
    if (status == END)
        m->place = AT_END;
    return status == END ? OK : status;
}

static bool opens_multipart(struct mail *m)
{
    struct str boundary = m->head.boundary;
    if (!str_starts_nocase(m->head.type, STR("multipart/")) || boundary.len == 0 ||
        boundary.len > BOUNDARY_MAX || m->depth == LIMIT_MAIL_DEPTH)
        return false;
    struct level *level = &m->levels[m->depth++];
    *level = (struct level){.len = boundary.len};
    memcpy(level->boundary, boundary.ptr, boundary.len);
    level->alternatives = str_eq_nocase(m->head.type, STR("multipart/alternative"));
    m->place = BETWEEN;
    return true;
}

/* Bodies --------------------------------------------------------------------------------------- */

static void put_held(struct mail *m)
{
    buf_bytes(&m->out, m->held, m->held_len);
    m->held_len = 0;
}

static void hold(struct mail *m, struct str end)
{
    memcpy(m->held, end.ptr, end.len);
    m->held_len = end.len;
}

static void put_plain(struct mail *m, const struct line *line)
{
    put_held(m);
    buf_add(&m->out, line->text);
    hold(m, line->end);
}

/* What may be the beginning of "=XX" at the end of a piece waits for the next one. */
static struct str leave_escape(struct mail *m, const struct line *line)
{
    struct str s = line->text;
    for (size_t back = 1; line->end.len == 0 && back <= 2 && back < s.len; back++)
        if (s.ptr[s.len - back] == '=' && m->at >= back && !(m->eof && m->at == m->len)) {
            m->at -= back;
            s.len -= back;
        }
    return s;
}

static void put_quoted(struct mail *m, const struct line *line)
{
    struct str s = leave_escape(m, line);
    if (line->end.len) /* blanks at the end of a line were added on the way */
        while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
            s.len--;
    bool soft = s.len && line->end.len && s.ptr[s.len - 1] == '=';
    put_held(m);
    s.len -= soft;
    for (char c; s.len; buf_char(&m->out, c)) {
        bool escaped = hex_escape(s, '=', &c);
        if (!escaped)
            c = s.ptr[0];
        s = str_skip(s, escaped ? 3 : 1);
    }
    if (!soft)
        hold(m, line->end);
}

static void put_base64(struct mail *m, const struct line *line)
{
    for (size_t i = 0; i < line->text.len; i++) {
        int digit = base64_digit(line->text.ptr[i]);
        if (line->text.ptr[i] == '=')
            m->bits = m->bits_n = 0;
        if (digit < 0)
            continue;
        m->bits = m->bits << 6 | (unsigned)digit;
        m->bits_n += 6;
        if (m->bits_n >= 8) {
            m->bits_n -= 8;
            buf_char(&m->out, (char)(m->bits >> m->bits_n));
        }
    }
}

/* One more line of the part; its end is met at a boundary or at the end of the mail. */
static enum status more_of_part(struct mail *m, struct err *err)
{
    static void (*const put[])(struct mail *,
                               const struct line *) = {[TRANSFER_PLAIN] = put_plain,
                                                       [TRANSFER_BASE64] = put_base64,
                                                       [TRANSFER_QUOTED] = put_quoted};
    struct line line;
    buf_reset(&m->out);
    m->out_at = 0;
    enum status status = next_line(m, &line, err);
    if (status == END) {
        m->place = AT_END;
        m->cut = m->depth > 0;
        if (!m->cut)
            put_held(m);
        return unfolding_add(m->unfolding, m->out.len, err);
    }
    if (status != OK)
        return status;
    if (!meets_boundary(m, &line))
        put[m->head.transfer](m, &line);
    return unfolding_add(m->unfolding, m->out.len, err);
}

static enum status read_part(void *self, char *to, size_t room, size_t *n, struct err *err)
{
    struct mail *m = self;
    while (m->out_at == m->out.len && m->place == IN_PART)
        TRY(more_of_part(m, err));
    struct str left = str_head(str_skip(buf_str(&m->out), m->out_at), room);
    if (left.len)
        memcpy(to, left.ptr, left.len);
    m->out_at += left.len;
    *n = left.len;
    if (left.len || !m->cut)
        return OK;
    m->cut = false;
    return err_set(err, FAIL_INPUT, "the mail ends inside it");
}

/* Going on ------------------------------------------------------------------------------------- */

/* Lines that belong to no part, and what nobody read of one. */
static enum status find_header(struct mail *m, struct err *err)
{
    struct line line;
    enum status status = OK;
    while (status == OK && m->place != AT_HEADER && m->place != AT_END) {
        status = next_line(m, &line, err);
        if (status == OK)
            meets_boundary(m, &line);
    }
    if (status == END)
        m->place = AT_END;
    return status == END ? OK : status;
}

static bool is_html(const struct mail *m)
{
    return str_eq_nocase(m->head.type, STR("text/html"));
}

/* The same as the plain text beside it. */
static bool says_it_again(struct mail *m)
{
    struct level *level = m->depth ? &m->levels[m->depth - 1] : NULL;
    if (!level || !level->alternatives || m->head.name.len)
        return false;
    level->had_plain |= str_eq_nocase(m->head.type, STR("text/plain"));
    return level->had_plain && is_html(m);
}

/* A part without a name is called by what it is and its number. */
static void describe(struct mail *m, struct member *out)
{
    bool message = str_eq_nocase(m->head.type, STR("message/rfc822"));
    bool text = m->head.type.len == 0 || str_starts_nocase(m->head.type, STR("text/"));
    struct str name = m->head.name;
    if (name.len == 0)
        name = arena_fmt(&m->arena,
                         message      ? "mail-%u.eml"
                         : !text      ? "part-%u"
                         : is_html(m) ? "text-%u.html"
                                      : "text-%u.txt",
                         m->parts);
    *out = (struct member){
        .name = name, .prose = text && m->head.name.len == 0, .bytes = {m, read_part}
    };
}

static enum status next_member(void *self, struct member *out, struct err *err)
{
    struct mail *m = self;
    *out = (struct member){0};
    for (;;) {
        TRY(find_header(m, err));
        if (m->place == AT_END)
            return END;
        TRY(read_header(m, err));
        if (m->place != IN_PART || opens_multipart(m) || says_it_again(m))
            continue;
        m->parts++;
        m->held_len = m->bits = m->bits_n = 0;
        m->out_at = m->out.len = 0;
        m->cut = false;
        describe(m, out);
        return OK;
    }
}

static void close_mail(void *self)
{
    struct mail *m = self;
    arena_free(&m->arena);
    buf_free(&m->out);
    free(m);
}

static enum status open_mail(int fd, struct unfolding *unfolding, void **self, struct err *err)
{
    struct mail *m = calloc(1, sizeof *m);
    if (!m)
        mem_die(sizeof *m);
    m->fd = fd;
    m->unfolding = unfolding;
    *self = m;
    if (lseek(fd, 0, SEEK_SET) == 0)
        return OK;
    close_mail(m);
    return err_set(err, FAIL_IO, "cannot read: %s", strerror(errno));
}

const struct container container_mail = {
    .name = "mail",
    .probe = probe,
    .open = open_mail,
    .next = next_member,
    .close = close_mail,
};
