# make              build/release/culprit
# make check        unit tests, golden tests, fuzz corpora, floors   (MODE=asan, MODE=tsan, ... too)
# make fuzz         fuzz every target for FUZZ_SECONDS with libFuzzer (clang)
# make valgrind     unit tests under valgrind
# make ci           everything a change must pass
# make install      DESTDIR=... PREFIX=/usr/local
# V=1 shows the commands.

PROG    := culprit
VERSION := 0.1.0
PREFIX  ?= /usr/local
MODE    ?= release
B       := build/$(MODE)

PKGS     := libxml-2.0 sqlite3 yaml-0.1 libpcre2-8 libutf8proc
PKG_CONFIG ?= pkg-config
CPPFLAGS += -D_GNU_SOURCE -Iinclude -I$(B)/gen -DVERSION='"$(VERSION)"' $(shell $(PKG_CONFIG) --cflags $(PKGS))
CFLAGS   += -std=c17 -pthread $(WARNINGS) $(FLAGS_$(MODE))
LDLIBS   += $(shell $(PKG_CONFIG) --libs $(PKGS)) -lm
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wformat=2 -Wundef \
            -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wcast-qual

FLAGS_release  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_debug    := -O0 -g3
FLAGS_asan     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan     := -O1 -g -fsanitize=thread
FLAGS_coverage := -O0 -g --coverage
FLAGS_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined
ifeq ($(MODE),fuzz)
CC := clang
endif

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

SRCS   := $(sort $(wildcard src/*/*.c))
OBJS   := $(SRCS:%.c=$(B)/%.o) $(B)/gen/assets.o $(if $(wildcard src/store/sql/queries.sql),$(B)/gen/store_sql.o)
MAIN   := $(B)/src/cli/main.o
LIB    := $(B)/libculprit.a
ASSETS := $(sort $(wildcard src/*/sql/schema*.sql src/*/html/* src/*/*.csv src/*/*.yml)) \
          $(sort $(shell find rules 2>/dev/null -name '*.yml' -o -name '*.csv'))
SUITES := $(sort $(wildcard tests/unit/test_*.c))
FUZZ   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all check unit golden corpora floors fuzz valgrind format check-format tidy ci install uninstall clean
.SECONDARY:
all: $(B)/$(PROG)

$(B)/$(PROG): $(MAIN) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(LIB): $(filter-out $(MAIN),$(OBJS))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(Q)$(CC) $(CPPFLAGS) -Isrc/store $(CFLAGS) -MMD -MP -c -o $@ $<

# What is made from data: SQL names, built-in files, the list of test suites.
$(B)/gen/store_sql.h: src/store/sql/queries.sql src/mk/sql.awk
	$(Q)mkdir -p $(@D) && awk -v part=h -f src/mk/sql.awk $< > $@
$(B)/gen/store_sql.c: src/store/sql/queries.sql src/mk/sql.awk $(B)/gen/store_sql.h
	$(Q)awk -v part=c -f src/mk/sql.awk $< > $@
$(B)/gen/assets.c: $(ASSETS) src/mk/embed.sh
	$(Q)mkdir -p $(@D) && src/mk/embed.sh $(ASSETS) > $@
$(B)/gen/suites.def: $(SUITES)
	$(Q)mkdir -p $(@D) && sed -n 's/^SUITE(\([a-z0-9_]*\))$$/SUITE(\1)/p' $^ > $@

$(OBJS) $(SUITES:%.c=$(B)/%.o): | $(if $(wildcard src/store/sql/queries.sql),$(B)/gen/store_sql.h)
$(B)/tests/unit/run.o: $(B)/gen/suites.def

# Tests ----------------------------------------------------------------------------------------
check: floors unit golden corpora

unit: $(B)/tests/unit/run
	$(Q)$(TEST_WRAP) ./$<

$(B)/tests/unit/run: CPPFLAGS += $(shell $(PKG_CONFIG) --cflags check) -Isrc -Isrc/store -Itests/unit
$(B)/tests/unit/run: $(SUITES:%.c=$(B)/%.o) $(B)/tests/unit/run.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS) $(shell $(PKG_CONFIG) --libs check)

golden: $(B)/$(PROG)
	$(Q)PROG=$(abspath $<) tests/golden/run.sh $(if $(UPDATE),--update)

floors:
	$(Q)awk -f src/mk/floors.awk docs/FLOORS $(wildcard src/*/*.[ch] include/*/*.h)

# Every fuzz target also builds with any compiler, to replay its corpus as a test.
corpora: $(FUZZ:%=$(B)/tests/fuzz/replay_%)
	$(Q)for t in $(FUZZ); do ./$(B)/tests/fuzz/replay_$$t tests/fuzz/corpus/$$t/* || exit 1; done

$(B)/tests/fuzz/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

FUZZ_SECONDS ?= 60
fuzz:
	$(Q)$(MAKE) MODE=fuzz $(FUZZ:%=build/fuzz/tests/fuzz/%)
	$(Q)for t in $(FUZZ); do mkdir -p build/fuzz/corpus/$$t; \
	    ./build/fuzz/tests/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024 -timeout=10 \
	        -artifact_prefix=build/fuzz/ build/fuzz/corpus/$$t tests/fuzz/corpus/$$t || exit 1; done

ifeq ($(MODE),fuzz)
$(FUZZ:%=$(B)/tests/fuzz/%): $(B)/tests/fuzz/%: $(B)/tests/fuzz/fuzz_%.o $(LIB)
	$(Q)$(CC) -fsanitize=fuzzer,address,undefined -pthread -o $@ $^ $(LDLIBS)
endif

valgrind:
	$(Q)CK_FORK=no $(MAKE) MODE=debug unit TEST_WRAP='valgrind -q --leak-check=full --error-exitcode=1'

format:
	clang-format -i $(wildcard src/*/*.[ch] include/*/*.h tests/*/*.[ch])
check-format:
	clang-format --dry-run -Werror $(wildcard src/*/*.[ch] include/*/*.h tests/*/*.[ch])
tidy: $(B)/gen/store_sql.h
	clang-tidy --quiet $(SRCS) -- $(CPPFLAGS) -std=c17

ci: check check-format tidy valgrind
	$(Q)$(MAKE) MODE=asan check
	$(Q)$(MAKE) MODE=tsan check
	$(Q)$(MAKE) fuzz FUZZ_SECONDS=20

install: all
	install -D $(B)/$(PROG) $(DESTDIR)$(PREFIX)/bin/$(PROG)
	install -Dm644 docs/man/$(PROG).1 $(DESTDIR)$(PREFIX)/share/man/man1/$(PROG).1
	install -Dm644 docs/completions/$(PROG).bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$(PROG)
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/$(PROG) $(DESTDIR)$(PREFIX)/share/man/man1/$(PROG).1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$(PROG)
clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
