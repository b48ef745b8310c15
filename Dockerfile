# The command in a slim image, compiled beforehand, run by a user who may write to /data alone:
#   docker build -t oeq .
#   docker run --rm --read-only --tmpfs /tmp -v "$PWD:/data" oeq run export.csv -o study
FROM python:3.13-slim AS built
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY oe_quality oe_quality
COPY sql sql
COPY reports reports
COPY examples examples
RUN python -m venv /opt/oeq && /opt/oeq/bin/pip install --no-cache-dir -c constraints.txt .
# Any processor may run the image, so what is compiled is for none in particular.
ENV NUMBA_CACHE_DIR=/opt/oeq/compiled NUMBA_CPU_NAME=generic
RUN /opt/oeq/bin/oeq warm --quiet

FROM python:3.13-slim
COPY --from=built /opt/oeq /opt/oeq
ENV PATH=/opt/oeq/bin:$PATH NUMBA_CACHE_DIR=/opt/oeq/compiled NUMBA_CPU_NAME=generic HOME=/data
RUN useradd --no-create-home --uid 1000 oeq && mkdir /data && chown oeq /data
USER oeq
WORKDIR /data
ENTRYPOINT ["oeq"]
CMD ["--help"]
