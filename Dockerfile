# One image for every service: `docker run convene run clinic`.
FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/convene
ENV PATH=/opt/convene/bin:$PATH
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
COPY convene convene
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && python -m compileall -q /opt/convene/lib

FROM python:3.13-slim
RUN useradd --uid 1000 --no-create-home --shell /usr/sbin/nologin convene
COPY --from=build /opt/convene /opt/convene
ENV PATH=/opt/convene/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER convene
ENTRYPOINT ["convene"]
CMD ["--help"]
