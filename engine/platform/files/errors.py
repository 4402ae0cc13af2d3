"""Why a file is not taken."""

from engine.platform.errors import AppError, NotFound


class FileRefused(AppError):
    code, status = "file_refused", 422
    message = "这个文件不能使用。请换一个文件再上传。"


class EmptyFile(FileRefused):
    code = "file_empty"
    message = "文件是空的，没有内容。请重新选择文件。"


class TooLarge(FileRefused):
    code, status = "file_too_large", 413
    message = "文件应不超过 {limit} MB，您上传的是 {size} MB。请压缩或重新拍摄后再上传。"


class WrongKind(FileRefused):
    code = "file_wrong_kind"
    message = "文件应为{wanted}，您上传的不是。改文件名后缀不会改变文件类型。"


class BrokenFile(FileRefused):
    code = "file_broken"
    message = "文件已损坏或不完整，打不开。请重新导出或拍摄后再上传。"


class Bomb(FileRefused):
    code = "file_bomb"
    message = "图片像素太大，应不超过 {limit} 万像素。请缩小后再上传。"


class Encrypted(FileRefused):
    code = "file_encrypted"
    message = "这个 PDF 设了密码，审核人员打不开。请取消密码后再上传。"


class ActiveContent(FileRefused):
    code = "file_active_content"
    message = "这个 PDF 带有脚本、附件或可执行内容，不能接收。请打印为新的 PDF，或改传图片。"


class TooManyPages(FileRefused):
    code = "file_too_many_pages"
    message = "PDF 应不超过 {limit} 页，您上传的有 {pages} 页。请只保留需要的页。"


class TooComplex(FileRefused):
    code = "file_too_complex"
    message = "这个 PDF 的结构太复杂，检查不完。请打印为新的 PDF，或改传图片。"


class CannotBeDrawn(AppError):
    code, status = "page_cannot_be_drawn", 409
    message = "这一页显示不出来。请在新窗口打开原件查看。"


class TooManyDrawings(AppError):
    code, status = "too_many_drawings", 503
    message = "正在显示的文件太多。请稍后再看这一页。"


class NoSuchUpload(NotFound):
    code = "no_such_upload"
    message = "没有找到这次上传，可能已经完成或超过 24 小时。请重新选择文件。"


class WrongOffset(AppError):
    code, status = "wrong_offset", 409
    message = "这一段与已收到的内容接不上。已收到 {received} 字节，请从这里继续。"


class TooManyUploads(AppError):
    code, status = "too_many_uploads", 429
    message = "同时上传的文件太多。请等正在上传的完成后再试。"
