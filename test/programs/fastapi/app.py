# What the test asks of FastAPI.
import asyncio

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel


class Thing(BaseModel):
    name: str
    price: float


app = FastAPI()
things = {}


@app.get("/square/{n}")
def square(n: int):
    return {"n": n, "square": n * n}


@app.post("/things")
async def add(thing: Thing):
    things[thing.name] = thing
    return {"known": len(things)}


@app.get("/things")
async def known():
    return list(things.values())


async def five():
    for i in range(5):
        yield f"part {i}\n"
        await asyncio.sleep(0.01)


@app.get("/parts")
def parts():
    return StreamingResponse(five(), media_type="text/plain")
