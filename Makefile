# make              the program: build/release/culprit
# make demo         installs what is missing, builds, and explains a sample case
# make check        everything that tests the program; ends in "N passed, N failed"
# make deps         installs what building and testing need, where something is missing
# make unit         unit tests           make golden    the program's output (UPDATE=1 rewrites it)
# make rules        tests in the rules   make corpora   fuzz corpora, replayed
# make floors       which room may include which         make docs   rewrites what is made from tables
# make accuracy     ACCURACY_CASES=168 ACCURACY_SEED=14: simulated incidents, and how often the cause is right
# make fuzz         libFuzzer on every target for FUZZ_SECONDS (clang)
# make kill         KILLS=1000: reading killed at random moments, and completed
# make scale        SCALE=1000: many clients in one batch, killed and gone on with, and by GNU parallel
# make browser      reports in Chromium: widths, dark, without script, printed, axe-core, a hostile log
# make valgrind     unit tests under valgrind            make bench  speed against xmllint
# make format       make check-format     make tidy
# make ci           everything a change must pass, as .ci/run and more
# make install      PREFIX=/usr/local DESTDIR=           make uninstall
#
# MODE=release|debug|asan|tsan|coverage|fuzz: each has its own folder under build/.
# V=1 shows the commands. CC, CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS add to what stands here.

PROG    := culprit
VERSION := 0.1.0
PREFIX  ?= /usr/local
MODE    ?= release
B       := build/$(MODE)

MODES := release debug asan tsan coverage fuzz
$(if $(filter $(MODE),$(MODES)),,$(error MODE=$(MODE) is none of $(MODES)))

# Asked once, and only when something is compiled: `make deps` must run where no pkg-config is.
PKGS       := libxml-2.0 libarchive sqlite3 yaml-0.1 libpcre2-8 libutf8proc
PKG_CONFIG ?= pkg-config
# Binary logs are read where libevtx and libevt are installed; WITHOUT_EVTX=1 leaves them out.
PKGS_EVTX    := libevtx libevt libbfio
ifeq ($(origin WITHOUT_EVTX),undefined)
WITHOUT_EVTX := $(shell $(PKG_CONFIG) --exists $(PKGS_EVTX) 2>/dev/null || echo 1)
endif
PKGS         += $(if $(WITHOUT_EVTX),,$(PKGS_EVTX))
ask = $(shell $(PKG_CONFIG) $(1))$(if $(filter 0,$(.SHELLSTATUS)),,$(error packages are missing: run 'make deps'))
PKG_CFLAGS   = $(eval PKG_CFLAGS := $(call ask,--cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS     = $(eval PKG_LIBS := $(call ask,--libs $(PKGS)))$(PKG_LIBS)
CHECK_CFLAGS = $(eval CHECK_CFLAGS := $(call ask,--cflags check))$(CHECK_CFLAGS)
CHECK_LIBS   = $(eval CHECK_LIBS := $(call ask,--libs check))$(CHECK_LIBS)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wformat=2 -Wundef \
            -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wcast-qual

FLAGS_release  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_debug    := -O0 -g3
FLAGS_asan     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan     := -O1 -g -fsanitize=thread
FLAGS_coverage := -O0 -g --coverage
FLAGS_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
ifeq ($(MODE),fuzz)
CC := clang
endif

OUR_CPPFLAGS  = -D_GNU_SOURCE -Iinclude -I$(B)/gen -DVERSION='"$(VERSION)"' \
                $(if $(WITHOUT_EVTX),-DWITHOUT_EVTX) $(PKG_CFLAGS) $(CPPFLAGS)
OUR_CFLAGS   := -std=c17 -pthread $(WARNINGS) $(FLAGS_$(MODE)) $(CFLAGS)
OUR_LDLIBS    = $(PKG_LIBS) -lm $(LDLIBS)
COMPILE       = $(CC) $(OUR_CPPFLAGS) $(ROOM_FLAGS) $(OUR_CFLAGS) -MMD -MP -c -o $@ $<
LINK          = $(CC) $(OUR_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^)

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))
# All cores, unless the caller has said how many.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
AGAIN = $(MAKE) --no-print-directory $(JOBS)

SQL    := $(wildcard src/store/sql/queries.sql)
EVTX   := $(addprefix src/reader/,evt.c evt_lib.c evtx.c evtx_lib.c evtx_proof.c memory_io.c \
            proof.c)
SRCS   := $(filter-out $(if $(WITHOUT_EVTX),$(EVTX)),$(sort $(wildcard src/*/*.c)))
OBJS   := $(SRCS:%.c=$(B)/%.o) $(B)/gen/assets.o $(if $(SQL),$(B)/gen/store_sql.o)
MAIN   := $(B)/src/cli/main.o
LIB    := $(B)/libculprit.a
RULES  := $(sort $(shell find rules -name '*.yml' -o -name '*.csv' 2>/dev/null))
ASSETS := $(sort $(wildcard src/*/sql/schema*.sql src/*/html/* src/*/*.csv src/*/locale/*.csv src/*/*.yml src/rule/*.json src/collect/*.cmd \
           src/collect/*.ps1 src/collect/*.vbs)) $(RULES)
SUITES := $(filter-out $(if $(WITHOUT_EVTX),%/test_evt.c %/test_evtx.c),\
            $(sort $(wildcard tests/unit/test_*.c)))
FUZZ   := $(filter-out $(if $(WITHOUT_EVTX),evt evtx),\
            $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c))))
CODE    = $(wildcard src/*/*.[ch] include/*/*.h tests/*/*.[ch])

.PHONY: all deps browser scale check accuracy unit golden corpora kill floors rules docs check-docs demo bench conformance fuzz \
        valgrind format check-format tidy ci install uninstall clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:
all: $(B)/$(PROG)

$(B)/$(PROG): $(MAIN) $(LIB) $(B)/stamp/flags
	$(call say,LINK,$@)
	$(Q)$(LINK) $(OUR_LDLIBS)

$(LIB): $(filter-out $(MAIN),$(OBJS)) $(B)/stamp/objects
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(B)/%.o: %.c $(B)/stamp/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE)

$(B)/gen/%.o: $(B)/gen/%.c $(B)/stamp/flags
	$(Q)$(COMPILE)
$(B)/gen/store_sql.o: ROOM_FLAGS := -Isrc/store

# What is made from data: SQL names, built-in files, the list of test suites.
$(B)/gen/store_sql.h: $(SQL) src/mk/sql.awk
	$(Q)mkdir -p $(@D) && awk -v part=h -f src/mk/sql.awk $(SQL) > $@
$(B)/gen/store_sql.c: $(SQL) src/mk/sql.awk $(B)/gen/store_sql.h
	$(Q)awk -v part=c -f src/mk/sql.awk $(SQL) > $@
$(B)/gen/assets.c: $(ASSETS) src/mk/embed.sh $(B)/stamp/assets
	$(Q)mkdir -p $(@D) && src/mk/embed.sh $(ASSETS) > $@
$(B)/gen/suites.def: $(SUITES) $(B)/stamp/suites
	$(Q)mkdir -p $(@D) && sed -n 's/^SUITE(\([a-z0-9_]*\))$$/SUITE(\1)/p' $(SUITES) > $@

$(OBJS) $(SUITES:%.c=$(B)/%.o): | $(if $(SQL),$(B)/gen/store_sql.h)
$(B)/tests/unit/run.o: $(B)/gen/suites.def

# Stamps change when a list or the flags change, so that a removed file or another compiler is
# noticed as well as an edited file.
STAMP_flags   = $(CC) $(VERSION) $(WITHOUT_EVTX) $(OUR_CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(LDLIBS)
STAMP_objects = $(OBJS)
STAMP_assets  = $(ASSETS)
STAMP_suites  = $(SUITES)
$(B)/stamp/%: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(STAMP_$*))' | cmp -s - $@ || echo '$(subst ','\'',$(STAMP_$*))' > $@
FORCE:

# A fresh machine -------------------------------------------------------------------------------
deps:
	$(Q)CC='$(CC)' src/mk/deps.sh build tests

demo:
	$(Q)CC='$(CC)' src/mk/deps.sh build
	$(Q)$(AGAIN) all
	$(Q)PROG=$(B)/$(PROG) src/mk/demo.sh

# Tests -----------------------------------------------------------------------------------------
STEPS := floors unit golden corpora kill rules conformance check-docs
check: deps
	$(Q)$(AGAIN) all $(B)/tests/unit/run $(B)/tests/kill/kill $(FUZZ:%=$(B)/tests/fuzz/replay_%)
	$(Q)MAKE='$(MAKE)' src/mk/check.sh $(B)/tally $(STEPS)

# Needs python3. The weights in the rules are tuned on other seeds, never on one case.
accuracy: all
	$(Q)rm -rf $(B)/accuracy && tests/accuracy/simulate.py $(B)/accuracy $(or $(ACCURACY_CASES),168) $(or $(ACCURACY_SEED),14)
	$(Q)tests/accuracy/judge.py $(B)/$(PROG) $(B)/accuracy

unit: $(B)/tests/unit/run
	$(Q)CK_DEFAULT_TIMEOUT=300 $(TEST_WRAP) ./$<

$(B)/tests/unit/%.o: ROOM_FLAGS = $(CHECK_CFLAGS) -Isrc -Isrc/store -Itests/unit
$(B)/tests/unit/run: $(SUITES:%.c=$(B)/%.o) $(B)/tests/unit/run.o $(LIB) $(B)/stamp/suites
	$(call say,LINK,$@)
	$(Q)$(LINK) $(OUR_LDLIBS) $(CHECK_LIBS)

golden: $(B)/$(PROG)
	$(Q)SKIP=$(if $(WITHOUT_EVTX),binary-logs) PROG=$(abspath $<) tests/golden/run.sh $(if $(UPDATE),--update) $(CASES)

floors:
	$(Q)awk -f src/mk/floors.awk docs/FLOORS $(wildcard src/*/*.[ch] include/*/*.h)

rules: $(B)/$(PROG)
	$(Q)src/mk/rules.sh ./$<

# Every fuzz target also builds with any compiler, to replay its corpus as a test.
corpora: $(FUZZ:%=$(B)/tests/fuzz/replay_%)
	$(Q)for t in $(FUZZ); do ./$(B)/tests/fuzz/replay_$$t tests/fuzz/corpus/$$t/* || exit 1; done

$(B)/tests/fuzz/%.o: ROOM_FLAGS = -Isrc
$(B)/tests/fuzz/replay_%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(Q)$(LINK) $(OUR_LDLIBS)

FUZZ_SECONDS ?= 60
fuzz:
	$(Q)$(AGAIN) MODE=fuzz $(FUZZ:%=build/fuzz/tests/fuzz/%)
	$(Q)for t in $(FUZZ); do mkdir -p build/fuzz/corpus/$$t; \
	    ./build/fuzz/tests/fuzz/$$t $$([ ! -f tests/fuzz/$$t.dict ] || echo -dict=tests/fuzz/$$t.dict) -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024 -timeout=10 \
	        -artifact_prefix=build/fuzz/ build/fuzz/corpus/$$t tests/fuzz/corpus/$$t || exit 1; done

ifeq ($(MODE),fuzz)
$(FUZZ:%=$(B)/tests/fuzz/%): $(B)/tests/fuzz/%: $(B)/tests/fuzz/fuzz_%.o $(LIB)
	$(Q)$(CC) -fsanitize=fuzzer,address,undefined -pthread -o $@ $(filter %.o %.a,$^) $(OUR_LDLIBS)
endif

valgrind:
	$(Q)CK_FORK=no $(AGAIN) MODE=debug unit TEST_WRAP='valgrind -q --leak-check=full --error-exitcode=1'

# Our answers to the public test vectors for Sigma, where they lie beside the repository.
conformance: $(B)/$(PROG)
	$(Q)PROG=$(abspath $<) tests/conformance/forms.sh
	$(Q)PROG=$(abspath $<) tests/conformance/run.sh

# Reading that is killed at random moments, and completed: KILLS=1000 for a long run.
KILLS ?= 6
KILL_SEED ?= 1
kill: $(B)/$(PROG) $(B)/tests/kill/kill
	$(Q)PROG=$(abspath $<) KILL=$(abspath $(B)/tests/kill/kill) tests/kill/run.sh $(KILLS) $(KILL_SEED)
$(B)/tests/kill/kill: $(B)/tests/kill/kill.o $(LIB)
	$(Q)$(LINK) $(OUR_LDLIBS)

# Reports in Chromium, with playwright-core and axe-core of npm; skipped where one of them is missing.
browser: $(B)/$(PROG)
	$(Q)PROG=$(abspath $<) tests/browser/run.sh $(abspath $(B))/browser

# Many clients in one batch, at once, killed and gone on with, by GNU parallel: SCALE=1000 for a long run.
SCALE ?= 100
scale: $(B)/$(PROG)
	$(Q)PROG=$(abspath $<) tests/scale/run.sh $(SCALE)

bench: $(B)/$(PROG) $(B)/tests/bench/measure $(B)/tests/bench/stages
	$(Q)PROG=$(abspath $<) TOOLS=$(abspath $(B)/tests/bench) tests/bench/run.sh
$(B)/tests/bench/%.o: ROOM_FLAGS = -Isrc
$(B)/tests/bench/measure: $(B)/tests/bench/measure.o
	$(Q)$(LINK)
$(B)/tests/bench/stages: $(B)/tests/bench/stages.o $(LIB)
	$(Q)$(LINK) $(OUR_LDLIBS)

# Documents made from tables; check-docs fails when one was not made again. The table of scenarios needs python3 with PyYAML.
SCENARIOS := tests/scenarios/check.py rules tests/scenarios/scenarios.csv --page
docs: $(B)/$(PROG)
	$(Q)for name in limits notes store; do \
	    ./$< __docs $$name > docs/$$(echo $$name | tr a-z A-Z).md || exit 1; done
	$(Q)./$< rule doc > docs/KNOWLEDGE.md
	$(Q)$(SCENARIOS) > docs/SCENARIOS.md.new; case $$? in 0) mv docs/SCENARIOS.md.new docs/SCENARIOS.md ;; \
	    77) rm docs/SCENARIOS.md.new ;; *) exit 1 ;; esac
check-docs: $(B)/$(PROG)
	$(Q)for name in limits notes store; do file=docs/$$(echo $$name | tr a-z A-Z).md; \
	    ./$< __docs $$name | diff -u $$file - || { echo "$$file is old: run 'make docs'"; exit 1; }; done
	$(Q)./$< rule doc | diff -u docs/KNOWLEDGE.md - || { echo "docs/KNOWLEDGE.md is old: run 'make docs'"; exit 1; }
	$(Q)python3 -c 'import yaml' 2> /dev/null || exit 0; \
	    $(SCENARIOS) | diff -u docs/SCENARIOS.md - || { echo "docs/SCENARIOS.md is old: run 'make docs'"; exit 1; }

# Manner ----------------------------------------------------------------------------------------
format:
	clang-format -i $(CODE)
check-format:
	$(Q)clang-format --dry-run -Werror $(CODE)
tidy: $(if $(SQL),$(B)/gen/store_sql.h)
	$(Q)printf '%s\n' $(SRCS) | xargs -P 2 -I{} clang-tidy --quiet {} -- $(OUR_CPPFLAGS) -std=c17

ci: check check-format tidy valgrind
	$(Q)$(AGAIN) MODE=asan check
	$(Q)$(AGAIN) MODE=tsan check
	$(Q)$(AGAIN) fuzz FUZZ_SECONDS=20

# Installing ------------------------------------------------------------------------------------
SHARE = $(DESTDIR)$(PREFIX)/share
install: all
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(SHARE)/man/man1 $(SHARE)/bash-completion/completions
	install -m 755 $(B)/$(PROG) $(DESTDIR)$(PREFIX)/bin/$(PROG)
	install -m 644 docs/man/$(PROG).1 $(SHARE)/man/man1/$(PROG).1
	install -m 644 docs/completions/$(PROG).bash $(SHARE)/bash-completion/completions/$(PROG)
	for f in $(RULES); do mkdir -p $(SHARE)/$(PROG)/$$(dirname $$f) && \
	    install -m 644 $$f $(SHARE)/$(PROG)/$$f || exit 1; done
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/$(PROG) $(SHARE)/man/man1/$(PROG).1 \
	    $(SHARE)/bash-completion/completions/$(PROG)
	rm -rf $(SHARE)/$(PROG)
clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
