# Footnote with its models inside: docker compose up, or
#   docker build -t footnote . && docker run -p 127.0.0.1:7860:7860 -v footnote:/library footnote
# Passwords that aren't given are made up and printed: FOOTNOTE_PASSWORD, FOOTNOTE_OWNER_PASSWORD.
FROM python:3.11-slim-bookworm AS build

# The CPU build of PyTorch; the usual one brings gigabytes for graphics cards.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

RUN python -m venv /opt/footnote
WORKDIR /source
# First what changes seldom, so that a change of Footnote alone doesn't fetch it again.
COPY requirements.txt ./
RUN /opt/footnote/bin/pip install --no-cache-dir --extra-index-url "$TORCH_INDEX" -r requirements.txt
COPY pyproject.toml README.md LICENSE launch.py ./
COPY bot bot
COPY ingest ingest
COPY storage storage
COPY .ci/slim .ci/slim
RUN /opt/footnote/bin/pip install --no-cache-dir --no-deps . \
 && XDG_CACHE_HOME=/opt/footnote/cache /opt/footnote/bin/footnote add --library /tmp/once README.md \
 && XDG_CACHE_HOME=/opt/footnote/cache /opt/footnote/bin/footnote ask --library /tmp/once "What is this?" \
 && .ci/slim /opt/footnote

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 footnote \
 && install -d -o footnote /library
COPY --from=build --chown=footnote /opt/footnote /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH \
    XDG_CACHE_HOME=/opt/footnote/cache \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /library
VOLUME /library
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/robots.txt', timeout=4)"]
ENTRYPOINT ["footnote"]
CMD ["chat", "--host", "0.0.0.0", "--port", "7860", "--library", "/library/documents", "--no-browser"]
