# kchaos - see `make help`. Needs GNU make, a C11 compiler and pkg-config.

CC      ?= cc
MODE    ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0
PKGS    := libcurl jansson yaml-0.1 rdkafka
BUILD   := build/$(MODE)
Q       := $(if $(V),,@)

STD     := -std=c11 -D_GNU_SOURCE -Isrc -DKCHAOS_VERSION='"$(VERSION)"' -DKCHAOS_DATADIR='"$(PREFIX)/share/kchaos"'
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wwrite-strings \
           -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
           -Wpointer-arith -Wcast-qual -Wconversion -Wformat=2 -Wswitch-enum \
           -Wimplicit-fallthrough -Wnull-dereference -Wdouble-promotion
ifneq ($(shell $(CC) --version 2>/dev/null | grep -c clang),0)
WARN    += -Wcomma -Wunreachable-code -Wassign-enum
else
WARN    += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wformat-overflow=2 -Wrestrict
endif
WARN    += $(if $(WERROR),-Werror)

HARDEN  := -fstack-protector-strong -fPIE
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 $(HARDEN)
FLAGS_debug   := -O0 -g3
FLAGS_asan    := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g3 -fsanitize=thread -fno-omit-frame-pointer
FLAGS_cov     := -O0 -g3 --coverage
FLAGS_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow \
                 -fno-sanitize-recover=all
LINK_release  := -pie -Wl,-z,relro,-z,now
ifeq ($(origin FLAGS_$(MODE)),undefined)
$(error MODE must be one of release debug asan tsan cov fuzz, not '$(MODE)')
endif

# Missing packages are `make setup`'s business, so pkg-config is silent here.
CFLAGS_ALL  := $(STD) $(WARN) $(FLAGS_$(MODE)) -pthread $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
LDFLAGS_ALL := $(FLAGS_$(MODE)) $(LINK_$(MODE)) -pthread $(LDFLAGS)
LIBS        := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm

SRC     := $(sort $(wildcard src/*/*.c))
ASSETS  := build/page/assets.c
LIBSRC  := $(filter-out src/cli/main.c,$(SRC)) $(ASSETS)
TESTSRC := $(sort $(wildcard tests/unit/*.c))
FUZZSRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZKIT := $(filter-out $(FUZZSRC),$(sort $(wildcard tests/fuzz/*.c)))
CFILES  := $(sort $(wildcard src/*/*.[ch] tests/*/*.[ch]))
SCRIPTS := $(sort $(wildcard .ci/* src/*/*.sh compose/*/*.sh tests/*.sh tests/*/*.sh tests/tools/*))
obj      = $(patsubst %.c,$(BUILD)/%.o,$(1))

.PHONY: all setup run test test-all test-unit test-browser test-hosts bench experiments fuzz fuzzers lint fmt fmt-check tidy layers codes headers \
        page install uninstall deb dist container clean help FORCE
.DELETE_ON_ERROR:

all: $(BUILD)/kchaos                    ## build the program (MODE=release|debug|asan|tsan|cov)

$(BUILD)/kchaos: $(call obj,$(SRC) $(ASSETS))
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/unit: $(call obj,$(LIBSRC) $(TESTSRC))
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS) $(shell pkg-config --libs check)

BENCHES := $(addprefix $(BUILD)/,bench_analyse bench_load bench_scale plain_loop)
$(BUILD)/bench_analyse $(BUILD)/bench_load: $(BUILD)/%: $(BUILD)/tests/bench/%.o $(call obj,$(LIBSRC))
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# With the nodes and brokers that the unit tests have.
SCALEKIT := tests/bench/bench_scale.c $(patsubst %,tests/unit/%.c,fake_node fake_topics replies test_client_mock)
$(BUILD)/bench_scale: $(call obj,$(LIBSRC) $(SCALEKIT))
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# Without anything of ours.
$(BUILD)/plain_loop: $(call obj,tests/bench/plain_loop.c)
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(FUZZSRC))
$(FUZZERS): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(call obj,$(LIBSRC) $(FUZZKIT))
	$(Q)echo "  LINK  $@"; $(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/tests/%.o: CFLAGS_ALL += -Itests/unit $(shell pkg-config --cflags check 2>/dev/null) -Wno-pedantic
$(BUILD)/%.o: %.c $(BUILD)/flags
	$(Q)mkdir -p $(@D); echo "  CC    $<"; $(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# What the page carries. npm is asked when its lock changes, and only then.
UPLOT   := build/page/npm/node_modules/uplot
build/page/uplot: src/page/package-lock.json src/page/uplot.sh
	$(Q)echo "  NPM   uplot"; src/page/uplot.sh build/page/npm; touch $@
$(ASSETS): src/page/embed.sh src/page/page.css src/page/page.js build/page/uplot
	$(Q)echo "  EMBED $@"; src/page/embed.sh page_css=src/page/page.css page_js=src/page/page.js \
	  uplot_js=$(UPLOT)/dist/uPlot.iife.min.js uplot_css=$(UPLOT)/dist/uPlot.min.css \
	  uplot_licence=$(UPLOT)/LICENSE > $@

# Rebuild everything when the flags change, and only then.
$(BUILD)/flags: FORCE
	$(Q)mkdir -p $(@D); echo '$(subst ','\'',$(CC) $(CFLAGS_ALL))' | cmp -s - $@ || echo '$(subst ','\'',$(CC) $(CFLAGS_ALL))' > $@
FORCE:

setup:                                  ## install what is missing: packages, engine, Kafka image
	$(Q)compose/host/packages.sh build
	$(Q)compose/host/engine.sh
	$(Q)compose/image/get.sh
	$(Q)compose/image/helper.sh

# What is built may only be known once the packages are there: hence a second make.
run: setup                              ## set up, build, and run the first scenario to a verdict
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	$(Q)$(BUILD)/kchaos run scenarios/minority-outage.yaml

test: setup                             ## set up and run unit, golden, mock and short cluster tests
	$(Q)compose/host/packages.sh witness
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/unit
	$(Q)BUILD=$(BUILD) tests/run.sh unit golden e2e

test-all: setup                         ## every test: also shipped scenarios five times, torture, and packages
	$(Q)compose/host/packages.sh witness package
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/unit
	$(Q)BUILD=$(BUILD) tests/run.sh unit golden e2e faults scenarios torture packages

test-unit: $(BUILD)/unit                ## unit tests only; no Docker, no network
	$(Q)TSAN_OPTIONS="suppressions=$(CURDIR)/tests/tsan.supp $(TSAN_OPTIONS)" ./$<

test-browser:                           ## the HTML report in a real browser: of RUNS, or of kept runs
	$(Q)compose/host/packages.sh build browser
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/bench_scale
	$(Q)KCHAOS=$(CURDIR)/$(BUILD)/kchaos SCALE=$(CURDIR)/$(BUILD)/bench_scale tests/browser/run.sh

test-hosts: setup                       ## clusters over several hosts: three engines on this machine; root
	$(Q)compose/host/packages.sh witness hosts
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	$(Q)BUILD=$(BUILD) tests/hosts/run.sh

bench: setup                            ## print the measured figures of docs/performance.md
	$(Q)compose/host/packages.sh witness
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all $(BENCHES)
	$(Q)BUILD=$(CURDIR)/$(BUILD) KCHAOS=$(CURDIR)/$(BUILD)/kchaos tests/bench/bench.sh

experiments: setup                      ## run all scenarios, or those in ONLY, and write docs/experiments.md
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	$(Q)KCHAOS=$(CURDIR)/$(BUILD)/kchaos tests/experiments.sh $(ONLY)

page:                                   ## get uPlot for the HTML report, where the build had to do without, and build
	$(Q)compose/host/packages.sh page
	$(Q)rm -f build/page/uplot; $(MAKE) --no-print-directory all

headers:                                ## each header compiles alone
	$(Q)cd src && for h in */*.h; do printf '#include "%s"\ntypedef int not_empty;\n' "$$h" | \
	  $(CC) $(subst -Isrc,-I.,$(CFLAGS_ALL)) -fsyntax-only -x c - || exit 1; done

codes:                                  ## each code of a message is used, and hardly any message has none
	$(Q)tests/tools/check-codes

layers:                                 ## the include arrows point downwards only
	$(Q)tests/tools/check-layers

compile_commands.json: FORCE            ## for clangd and clang-tidy
	$(Q)tests/tools/compdb '$(subst ','\'',$(CC) $(CFLAGS_ALL))' $(SRC) $(TESTSRC) > $@

tidy: compile_commands.json             ## clang-tidy, two files at a time
	$(Q)printf '%s\n' $(SRC) | xargs -P "$$(nproc)" -n 4 clang-tidy --quiet -p .

lint:                                   ## everything that reads the code without running it
	$(Q)compose/host/packages.sh build lint
	$(Q)$(MAKE) --no-print-directory fmt-check headers layers codes tidy
	$(Q)cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -Isrc src
	$(Q)shellcheck -x $(SCRIPTS)
	$(Q)echo "lint: clean"

fmt:                                    ## format in place
	$(Q)clang-format -i $(CFILES)
fmt-check:
	$(Q)clang-format --dry-run -Werror $(CFILES)

fuzz:                                   ## run each libFuzzer target for FUZZ_SECONDS (60), or those in FUZZ
	$(Q)compose/host/packages.sh build fuzz
	$(Q)$(MAKE) --no-print-directory -j2 MODE=fuzz CC=clang fuzzers
	$(Q)tests/tools/fuzz $${FUZZ_SECONDS:-60} $(FUZZ)

fuzzers: $(FUZZERS)

ROOT    := $(DESTDIR)$(PREFIX)
SHARE   := $(ROOT)/share/kchaos
# Where zsh looks depends on who installs: distributions have a folder of their own.
ZSHDIR  ?= share/zsh/site-functions
PAGES   := man1/kchaos.1 man5/kchaos-scenario.5 man5/kchaos-run.5
SHELLS  := bash:share/bash-completion/completions/kchaos zsh:$(ZSHDIR)/_kchaos \
           fish:share/fish/vendor_completions.d/kchaos.fish
install: all                            ## install under PREFIX (default /usr/local), staged in DESTDIR
	$(Q)install -Dm755 $(BUILD)/kchaos $(ROOT)/bin/kchaos
	$(Q)install -d $(SHARE)/scenarios/hosts $(SHARE)/compose/image $(SHARE)/compose/host
	$(Q)install -m644 scenarios/*.yaml scenarios/*.json $(SHARE)/scenarios/
	$(Q)install -m644 scenarios/hosts/*.yaml $(SHARE)/scenarios/hosts/
	$(Q)install -m644 compose/*.yaml $(SHARE)/compose/
	$(Q)cp -R compose/image/. $(SHARE)/compose/image/
	$(Q)install -m755 compose/host/*.sh $(SHARE)/compose/host/
	$(Q)if [ -d docs/ci ]; then install -d $(SHARE)/ci && install -m644 docs/ci/* $(SHARE)/ci/; fi
	$(Q)set -e; for page in $(PAGES); do name=$${page#*/}; to=$(ROOT)/share/man/$$page; \
	  install -Dm644 /dev/null $$to; $(BUILD)/kchaos manual $${name%.*} > $$to; done
	$(Q)set -e; for shell in $(SHELLS); do to=$(ROOT)/$${shell#*:}; \
	  install -Dm644 /dev/null $$to; $(BUILD)/kchaos completion $${shell%%:*} > $$to; done

uninstall:                              ## remove what `make install` installed
	$(Q)rm -f $(addprefix $(ROOT)/,bin/kchaos $(addprefix share/man/,$(PAGES)) $(foreach s,$(SHELLS),$(lastword $(subst :, ,$s))))
	$(Q)rm -rf $(SHARE)

deb:                                    ## build/package/kchaos_VERSION_ARCH.deb, for Debian and its kin
	$(Q)compose/host/packages.sh build package
	$(Q)compose/package/deb.sh $(VERSION)

dist:                                   ## build/package/kchaos-VERSION.tar.gz, the sources as committed
	$(Q)compose/package/dist.sh $(VERSION)

container: setup                        ## the image kchaos:VERSION, kchaos for machines that have an engine only
	$(Q)compose/package/container.sh $(VERSION)

clean:                                  ## remove build/
	$(Q)rm -rf build compile_commands.json
help:                                   ## this list
	@sed -n 's/^\([a-z_.-]*\):.*## /  \1\t/p' Makefile | expand -t 24

-include $(patsubst %.o,%.d,$(call obj,$(SRC) $(ASSETS) $(TESTSRC) $(FUZZSRC) $(FUZZKIT)))
