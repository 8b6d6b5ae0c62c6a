"""How APIFlask reads our models: JSON in the strict sense of JSON, addresses leniently.

Pydantic's strict mode knows two forms of input. For Python values it refuses the text of a date and
the list of a tuple; for JSON it takes both, and still refuses ``"1"`` for a number. What the one
parser of the service understood is therefore handed on as JSON.
"""

from __future__ import annotations

from typing import Any, get_origin

import orjson
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, abort
from pydantic import BaseModel, ValidationError

from web.api.faults import Fault, FaultyRequest, faults_of

_MANY = (list, tuple, set, frozenset)


class ModelAdapter(PydanticAdapter):
    """Reads a body or the parameters of an address into a model."""

    def validate_input(self, request: Request, location: str, **kwargs: Any) -> BaseModel:
        """Return the model that a request fills.

        Parameters
        ----------
        request
            The request.
        location
            ``json`` or ``query``; anything else is left to the library.
        **kwargs
            Handed on to the library.

        Returns
        -------
        model
            The model.

        Raises
        ------
        FaultyRequest
            When something does not fit.
        """
        try:
            if location == "json":
                if not request.is_json:
                    abort(415)
                return self.model_class.model_validate_json(orjson.dumps(request.get_json()))
            if location == "query":
                return self.model_class.model_validate(self._parameters(request))
        except ValidationError as error:
            raise FaultyRequest(location, faults_of(error)) from error
        return super().validate_input(request, location, **kwargs)

    def _parameters(self, request: Request) -> dict[str, object]:
        """Return parameters by name, those of list fields as lists; ``lang`` is the page's own.

        Raises
        ------
        FaultyRequest
            When a parameter that stands for one value is given twice.
        """
        given: dict[str, object] = {}
        for name, values in request.args.lists():
            if name == "lang" and name not in self.model_class.model_fields:
                continue
            known = self.model_class.model_fields.get(name)
            if known is not None and get_origin(known.annotation) in _MANY:
                given[name] = values
            elif len(values) > 1:
                raise FaultyRequest("query", [Fault("repeated", (name,))])
            else:
                given[name] = values[0]
        return given


def install() -> None:
    """Let APIFlask read models by this adapter; before the first blueprint is imported."""
    registry.register("pydantic", ModelAdapter)
