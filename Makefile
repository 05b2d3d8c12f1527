# make demo: install what is missing, build, account a synthetic Ningbo of 2022.
# make test: formatting, lints, tests, doctests.
# make bench: speed against the read limit and against peers (slow; never part of the tests).

CARGO ?= cargo
export CARGO_TERM_PROGRESS_WHEN ?= never

.PHONY: demo test bench system readers clean

demo: system
	$(CARGO) build --release --quiet
	target/release/tanhui run pipelines/ningbo-2022.toml --overwrite

test:
	@.ci/system test
	@$(MAKE) --no-print-directory readers
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets --quiet -- -D warnings
	$(CARGO) build --tests --quiet
	if $(CARGO) nextest --version >/dev/null 2>&1; \
	then $(CARGO) nextest run --no-fail-fast; \
	else $(CARGO) test --quiet --lib --tests; fi
	$(CARGO) test --doc --quiet

# Readers of workbooks and documents from PyPI, for a test.
TARGET := $(or $(CARGO_TARGET_DIR),target)
readers: $(TARGET)/readers/done
$(TARGET)/readers/done: tests/office_readers/requirements.txt
	python3 -m venv $(TARGET)/readers
	$(TARGET)/readers/bin/pip install --quiet --disable-pip-version-check --only-binary :all: -r $<
	touch $@

bench: system
	benches/run
	benches/coast
	benches/uncertainty
	benches/products

# Says what is missing and installs it; needs root only if something is.
system:
	@.ci/system

clean:
	$(CARGO) clean
	rm -rf out
